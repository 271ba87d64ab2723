import type { ActionTx } from '../../../../db/transaction.ts'
import { AUDIENCE } from '../../../../delivery/audience.ts'
import { findBotAdministrators, findBots } from '../../bots/repository.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * https://zulip.com/api/get-events#realm_bot-update, to who may administer the bot. `add` says what the bot is when it
 * is read, and so do an update's `api_key` and `services`: the log holds no keys.
 */
export function emitBot(
  tx: ActionTx,
  users: readonly number[],
  op: 'add' | 'update' | 'delete',
  bot: number,
  fields: Fields = {},
): void {
  if (users.length === 0) return
  tx.emit({
    type: 'realm_bot',
    audience: AUDIENCE.users,
    users: [...users],
    recipient_id: null,
    message_id: null,
    payload: { op, bot: { user_id: bot, ...fields } },
  })
}

/** Something about a bot has changed. No row may be locked after this. */
export async function emitBotUpdate(tx: ActionTx, bot: number, fields: Fields): Promise<void> {
  await tx.takeOrder()
  emitBot(tx, await findBotAdministrators(tx, bot), 'update', bot, fields)
}

/** After a change of role, owner or the like: whoever may administer the bot from now on, or no more, is told. */
export async function emitAdministrators(tx: ActionTx, bot: number, before: readonly number[]): Promise<void> {
  const now = await findBotAdministrators(tx, bot)
  const without = (list: readonly number[], others: readonly number[]) => list.filter((id) => !others.includes(id))
  emitBot(tx, without(before, now), 'delete', bot)
  emitBot(tx, without(now, before), 'add', bot)
}

/** Bots that a person may administer, to be told apart from those after a change. */
export async function findAdministered(tx: ActionTx, user: number): Promise<number[]> {
  return (await findBots(tx, { administeredBy: user })).map((bot) => bot.id)
}

/** After a change of somebody's role: the bots that they may administer from now on, or no more. */
export async function emitAdministered(tx: ActionTx, user: number, before: readonly number[]): Promise<void> {
  const now = await findAdministered(tx, user)
  for (const bot of before) if (!now.includes(bot)) emitBot(tx, [user], 'delete', bot)
  for (const bot of now) if (!before.includes(bot)) emitBot(tx, [user], 'add', bot)
}
