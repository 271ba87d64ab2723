import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { findMutedUsers, findUsers } from '../repository.ts'
import { emitTo } from './events.ts'

/** @throws {ApiError} for oneself, and for nobody */
export async function checkMuteUser(core: Pick<Core, 'db'>, user: number, muted: number): Promise<void> {
  if (user === muted) throw new ApiError('BAD_REQUEST', 'Cannot mute self')
  if ((await findUsers(core.db, muted)).length === 0) throw new ApiError('BAD_REQUEST', 'No such user')
}

/**
 * Whatever the muted one wrote and will write is read, by rule: one row, whatever the number of messages.
 * @throws {ApiError} when they are muted already
 */
export async function doMuteUser(core: Core, user: number, muted: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // Under the order nobody else mutes, so that no row has to be waited for.
    await tx.takeOrder()
    const unread = await findUnreadFrom(tx, user, muted)
    const rows = await tx.query(
      `insert into muted_user as q (user_id, muted_id, messages) values ($1, $2, '[0,)')
       on conflict (user_id, muted_id) do update set messages = '[0,)', muted_at = excluded.muted_at
         where not upper_inf(q.messages) returning muted_id`,
      [user, muted],
    )
    if (rows.length === 0) throw new ApiError('BAD_REQUEST', 'User already muted')
    if (unread.length > 0) {
      emitTo(tx, user, 'update_message_flags', { op: 'add', flag: 'read', all: false, messages: unread })
    }
    await emitMuted(tx, user)
  })
}

/**
 * What comes from now on is unread again; what came before stays read.
 * @throws {ApiError} when they are not muted
 */
export async function doUnmuteUser(core: Core, user: number, muted: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const { lastMessage } = await tx.takeOrder()
    const rows = await tx.query(
      `update muted_user set messages = int8range(0, $3) where user_id = $1 and muted_id = $2 and upper_inf(messages)
       returning muted_id`,
      [user, muted, lastMessage + 1],
    )
    if (rows.length === 0) throw new ApiError('BAD_REQUEST', 'User is not muted')
    await emitMuted(tx, user)
  })
}

/** Ids that count as unread now, but for messages of an earlier mute. */
async function findUnreadFrom(tx: ActionTx, user: number, sender: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select m.id from read_state s cross join lateral unnest(s.unread) x cross join lateral (
       select m.id from message m where m.sender_id = $2 and m.recipient_id = s.recipient_id and m.id >= lower(x)
         and m.id < coalesce(upper(x), 9223372036854775807) offset 0) m
     where s.user_id = $1 and not exists (select from muted_user q
       where q.user_id = $1 and q.muted_id = $2 and q.messages @> m.id)
     order by 1`,
    [user, sender],
  )
  return rows.map((row) => row.id)
}

async function emitMuted(tx: ActionTx, user: number): Promise<void> {
  emitTo(tx, user, 'muted_users', { muted_users: await findMutedUsers(tx, user) })
}
