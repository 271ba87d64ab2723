import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { readRulesFor } from '../realm-settings/index.ts'
import { checkEmojiName, requireMayAddEmoji, requireMayDeactivate } from './policy.ts'
import { type EmojiRow, findEmojiByName } from './repository.ts'
import { readEmoji } from './wire.ts'

export type NewEmoji = Pick<EmojiRow, 'name' | 'key' | 'content_type' | 'still_key'>

/** @returns the name as it is stored @throws {ApiError} when the actor may not, or the name cannot be */
export async function checkAddEmoji(core: Pick<Core, 'db'>, actor: Actor, given: string): Promise<string> {
  const name = checkEmojiName(given)
  const { can_add_custom_emoji_group: mayAdd } = await readRulesFor(core.db, actor.id)
  requireMayAddEmoji(actor, mayAdd, name)
  if (await findEmojiByName(core.db, name)) throw nameTaken()
  return name
}

/** @throws {ApiError} when somebody took the name meanwhile */
export async function doAddEmoji(core: Core, actor: Actor, emoji: NewEmoji): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // Each event tells of all emoji: they must come in the order of the changes.
    await tx.takeOrder()
    const added = await tx.query(
      `insert into realm_emoji (name, key, content_type, still_key, author_id) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning id`,
      [emoji.name, emoji.key, emoji.content_type, emoji.still_key, actor.id],
    )
    if (added.length === 0) throw nameTaken()
    await emitEmoji(tx)
  })
}

/** @throws {ApiError} unless there is such an emoji in use and the actor may end it */
export async function checkDeactivateEmoji(core: Pick<Core, 'db'>, actor: Actor, name: string): Promise<EmojiRow> {
  const emoji = await findEmojiByName(core.db, name)
  requireMayDeactivate(actor, emoji, name)
  return emoji as EmojiRow
}

/** Nobody can use it any more; where it was used it stays. */
export async function doDeactivateEmoji(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    const ended = await tx.query(
      'update realm_emoji set deactivated = true where id = $1 and not deactivated returning id',
      [id],
    )
    if (ended.length > 0) await emitEmoji(tx)
  })
}

async function emitEmoji(tx: ActionTx): Promise<void> {
  const payload = { op: 'update', realm_emoji: await readEmoji(tx) }
  const to = { audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null }
  tx.emit({ type: 'realm_emoji', ...to, payload })
}

function nameTaken(): ApiError {
  return new ApiError('BAD_REQUEST', 'A custom emoji with this name already exists.')
}
