import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import { checkEmoji } from '../reactions/index.ts'

/** The texts that change, as they are stored and told. */
export interface StatusChange {
  readonly status_text?: string
  readonly emoji_name?: string
  readonly emoji_code?: string
  readonly reaction_type?: string
}

interface Asked {
  readonly text: string | undefined
  readonly name: string | undefined
  readonly code: string | undefined
  readonly kind: string | undefined
}

const NO_EMOJI = { emoji_name: '', emoji_code: '', reaction_type: 'unicode_emoji' }

/** @throws {ApiError} for an emoji that there is not */
export async function checkStatus(db: ReadDb, { text, name, code, kind }: Asked): Promise<StatusChange> {
  const change = text === undefined ? {} : { status_text: text }
  if (name === '') return { ...change, ...NO_EMOJI }
  if (name === undefined) {
    if (code || kind !== undefined) {
      const msg = 'Client must pass emoji_name if they pass either emoji_code or reaction_type.'
      throw new ApiError('BAD_REQUEST', msg)
    }
    return change
  }
  // Of no message: nobody else's choice of a name counts.
  const emoji = await checkEmoji(db, 0, { name, code, kind })
  return { ...change, emoji_name: emoji.name, emoji_code: emoji.code, reaction_type: emoji.kind }
}

/** Nothing is told when nothing changes. */
export async function doUpdateStatus(core: Core, user: number, change: StatusChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('insert into user_status (user_id) values ($1) on conflict do nothing', [user])
    const changed = await tx.query(
      `update user_status s set status_text = n.status_text, emoji_name = n.emoji_name, emoji_code = n.emoji_code,
         reaction_type = n.reaction_type
       from (select coalesce($2, status_text) as status_text, coalesce($3, emoji_name) as emoji_name,
         coalesce($4, emoji_code) as emoji_code, coalesce($5, reaction_type) as reaction_type
         from user_status where user_id = $1) n
       where s.user_id = $1 and (s.status_text, s.emoji_name, s.emoji_code, s.reaction_type)
         is distinct from (n.status_text, n.emoji_name, n.emoji_code, n.reaction_type) returning s.user_id`,
      [
        user,
        change.status_text ?? null,
        change.emoji_name ?? null,
        change.emoji_code ?? null,
        change.reaction_type ?? null,
      ],
    )
    if (changed.length === 0) return
    const payload = { user_id: user, ...change }
    tx.emit({
      type: 'user_status',
      audience: AUDIENCE.everyone,
      users: null,
      recipient_id: null,
      message_id: null,
      payload,
    })
  })
}
