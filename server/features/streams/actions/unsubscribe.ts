import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, type LastIds, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { around, keepSight } from '../../sight/index.ts'
import { findKnownStream, type StreamBase } from '../repository.ts'
import { emitPeers, emitSight, emitUnsubscribed, findStrangers } from './events.ts'
import { emitMutedTopics } from './muted-topics.ts'

/**
 * The streams of these names. Other people's subscriptions end administrators, and whom the stream names for that; their
 * own bots' anybody.
 * @throws {ApiError} also for a stream that the actor may not know of
 */
export async function checkUnsubscribe(
  core: Core,
  actor: Actor,
  users: readonly number[],
  names: readonly string[],
): Promise<StreamBase[]> {
  const isOwn = await areOwn(core, actor, users)
  const streams = new Map<number, StreamBase>()
  for (const name of names) {
    const stream = await findKnownStream(core.db, actor.id, name)
    if (!stream) throw new ApiError('STREAM_DOES_NOT_EXIST', `Channel '${name}' does not exist`, { stream: name })
    const mayRemove = stream.may_remove_subscribers && (stream.may_read || actor.role <= 200)
    if (!isOwn && !mayRemove) throw new ApiError('BAD_REQUEST', 'Insufficient permission')
    streams.set(stream.id, stream)
  }
  return [...streams.values()]
}

async function areOwn(core: Core, actor: Actor, users: readonly number[]): Promise<boolean> {
  const others = users.filter((user) => user !== actor.id)
  if (others.length === 0) return true
  const bots = await core.db.query('select from user_account where id = any ($1) and is_bot and bot_owner_id = $2', [
    others,
    actor.id,
  ])
  return bots.length === others.length
}

/** @returns names of streams left, and of those the user was not subscribed to */
export async function doUnsubscribe(
  core: Core,
  user: number,
  streams: readonly StreamBase[],
): Promise<{ removed: string[]; notRemoved: string[] }> {
  const removed = await transact(core.db, core.log, async (tx) => {
    await lockPlaces(tx, user, streams)
    return keepSight(tx, around([user]), (last) => unsubscribe(tx, user, streams, last))
  })
  return { removed, notRemoved: streams.map((s) => s.name).filter((n) => !removed.includes(n)) }
}

/** Before the order is taken. */
async function lockPlaces(tx: ActionTx, user: number, streams: readonly StreamBase[]): Promise<void> {
  const place = [user, streams.map((s) => s.id)]
  await tx.query(
    'select from read_state where user_id = $1 and recipient_id = any ($2) order by recipient_id, from_id for update',
    place,
  )
  await tx.query(
    'select from subscription where user_id = $1 and recipient_id = any ($2) order by recipient_id for update',
    place,
  )
}

async function unsubscribe(
  tx: ActionTx,
  user: number,
  streams: readonly StreamBase[],
  last: LastIds,
): Promise<string[]> {
  const names: string[] = []
  const left = await tx.query<{ recipient_id: number }>(
    `update subscription set active = false where user_id = $1 and recipient_id = any ($2) and active returning recipient_id`,
    [user, streams.map((s) => s.id)],
  )
  const gone = left.map((row) => row.recipient_id)
  await tx.query(
    `update subscription_period set received = int8range(lower(received), $3), events = int8range(lower(events), $4)
     where user_id = $1 and recipient_id = any ($2) and upper_inf(received)`,
    [user, gone, last.lastMessage + 1, last.lastEvent + 1],
  )
  const unread = await endReadStates(tx, user, gone)
  if (unread.length > 0) {
    tx.emit({
      type: 'update_message_flags',
      audience: AUDIENCE.users,
      users: [user],
      recipient_id: null,
      message_id: null,
      payload: { op: 'add', flag: 'read', all: false, messages: unread },
    })
  }
  for (const stream of streams) {
    if (!gone.includes(stream.id)) continue
    names.push(stream.name)
    emitUnsubscribed(tx, stream, user)
    emitPeers(tx, 'peer_remove', stream.id, [user])
    await emitSight(tx, 'delete', stream.id, await findStrangers(tx, stream, [user]))
    await emitMutedTopics(tx, { stream: stream.id, users: [user] })
  }
  return names
}

/** Nothing stays unread, and nothing becomes so, where the user is not. @returns what was unread */
async function endReadStates(tx: ActionTx, user: number, streams: readonly number[]): Promise<number[]> {
  const unread = await tx.query<{ id: number }>(
    `select m.id from read_state s cross join lateral unnest(s.unread) x cross join lateral (
       select m.id from message m where m.recipient_id = s.recipient_id and m.id >= lower(x)
         and m.id < coalesce(upper(x), 9223372036854775807) and (m.sender_id <> $1 or m.unread_by_sender) offset 0) m
     where s.user_id = $1 and s.recipient_id = any ($2) order by 1`,
    [user, streams],
  )
  await tx.query('delete from read_state where user_id = $1 and recipient_id = any ($2) and to_id is not null', [
    user,
    streams,
  ])
  await tx.query(`update read_state set from_id = 0, unread = '{}' where user_id = $1 and recipient_id = any ($2)`, [
    user,
    streams,
  ])
  return unread.map((row) => row.id)
}
