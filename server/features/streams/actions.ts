import { MAX_SUBSCRIPTIONS } from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { findStreams, findStreamsByName, findSubscriptions, readStream, type StreamRow } from './repository.ts'
import { toWireStream, toWireSubscription } from './wire.ts'

export interface SubscribeRequest {
  readonly streams: readonly { readonly name: string; readonly description: string }[]
  /** whom to subscribe */
  readonly users: readonly number[]
  readonly inviteOnly: boolean
  readonly publicHistory: boolean
}

/** Lower-cased names of the streams that there are already, as far as the actor may join people to them. */
export async function checkSubscribe(core: Core, actor: Actor, request: SubscribeRequest): Promise<StreamRow[]> {
  const existing = await findStreamsByName(
    core.db,
    request.streams.map((s) => s.name),
  )
  if (request.streams.length * request.users.length > MAX_SUBSCRIPTIONS) {
    throw new ApiError('BAD_REQUEST', `At most ${MAX_SUBSCRIPTIONS} subscriptions can be made at once.`)
  }
  if (actor.role === 600 && request.users.some((user) => user !== actor.id)) {
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  const mine = new Set((await findSubscriptions(core.db, actor.id)).map((s) => s.id))
  for (const stream of existing) {
    if ((stream.invite_only || actor.role === 600) && !mine.has(stream.id)) {
      throw new ApiError('BAD_REQUEST', `Unable to access channel (${stream.name}).`)
    }
  }
  if (actor.role === 600 && existing.length < request.streams.length) {
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  return existing
}

export interface SubscribeResult {
  readonly subscribed: Map<number, string[]>
  readonly alreadySubscribed: Map<number, string[]>
}

/** Subscribes users, creating the streams that are missing. Periods and read states begin at the event itself. */
export function doSubscribe(core: Core, actor: Actor, request: SubscribeRequest): Promise<SubscribeResult> {
  return transact(core.db, core.log, (tx) => subscribe(tx, actor, request))
}

/** The same within a larger transaction, as its last step: it takes the order. */
export async function subscribe(
  tx: ActionTx,
  actor: Pick<Actor, 'id'>,
  request: SubscribeRequest,
): Promise<SubscribeResult> {
  const subscribed = new Map<number, string[]>()
  const alreadySubscribed = new Map<number, string[]>()
  const streams: { row: StreamRow; isNew: boolean }[] = []
  for (const wanted of request.streams) streams.push(await ensureStream(tx, actor, wanted, request))
  await checkStillAccessible(
    tx,
    actor.id,
    streams.filter(({ isNew }) => !isNew).map(({ row }) => row.id),
  )
  const users = [...request.users].sort((a, b) => a - b)
  // Row locks in (user, recipient) order, before the order is taken.
  await tx.query(
    `select from read_state where user_id = any ($1) and recipient_id = any ($2)
     order by user_id, recipient_id, from_id for update`,
    [users, streams.map((s) => s.row.id)],
  )
  const last = await tx.takeOrder()
  const active = await findActive(tx, users)
  for (const { row, isNew } of streams) {
    if (isNew) emitStream(tx, row)
    const joined = await insertSubscriptions(tx, row.id, active, last)
    for (const user of active) {
      const list = joined.includes(user) ? subscribed : alreadySubscribed
      list.set(user, [...(list.get(user) ?? []), row.name])
    }
    if (!isNew) emitKnown(tx, 'create', row, await findStrangers(tx, row, joined))
    await emitSubscribed(tx, row, joined)
    if (joined.length > 0) emitPeers(tx, 'peer_add', row.id, joined)
  }
  return { subscribed, alreadySubscribed }
}

/**
 * The streams of these names. Administrators may end other people's subscriptions.
 * @throws {ApiError} also for a stream that the actor may not know of
 */
export async function checkUnsubscribe(
  core: Core,
  actor: Actor,
  users: readonly number[],
  names: readonly string[],
): Promise<StreamRow[]> {
  if (actor.role > 200 && users.some((user) => user !== actor.id)) {
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  const known = await findStreams(core.db, actor.id)
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const streams = known.filter((stream) => wanted.delete(stream.name.toLowerCase()))
  const [missing] = wanted
  if (missing !== undefined) throw new ApiError('BAD_REQUEST', `Channel(s) (${missing}) do not exist`)
  return streams
}

/** @returns names of streams left, and of those the user was not subscribed to */
export async function doUnsubscribe(
  core: Core,
  user: number,
  streams: readonly StreamRow[],
): Promise<{ removed: string[]; notRemoved: string[] }> {
  const removed = await transact(core.db, core.log, async (tx) => {
    const names: string[] = []
    const ids = streams.map((s) => s.id)
    await tx.query(
      'select from read_state where user_id = $1 and recipient_id = any ($2) order by recipient_id, from_id for update',
      [user, ids],
    )
    const left = await tx.query<{ recipient_id: number }>(
      `update subscription set active = false where user_id = $1 and recipient_id = any ($2) and active returning recipient_id`,
      [user, ids],
    )
    const last = await tx.takeOrder()
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
      tx.emit({
        type: 'subscription',
        audience: AUDIENCE.users,
        users: [user],
        recipient_id: stream.id,
        message_id: null,
        payload: { op: 'remove', subscriptions: [{ name: stream.name, stream_id: stream.id }] },
      })
      emitPeers(tx, 'peer_remove', stream.id, [user])
      emitKnown(tx, 'delete', stream, await findStrangers(tx, stream, [user]))
    }
    return names
  })
  return { removed, notRemoved: streams.map((s) => s.name).filter((n) => !removed.includes(n)) }
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

async function ensureStream(
  tx: ActionTx,
  actor: Pick<Actor, 'id'>,
  wanted: { name: string; description: string },
  request: SubscribeRequest,
): Promise<{ row: StreamRow; isNew: boolean }> {
  const [existing] = await findStreamsByName(tx, [wanted.name])
  if (existing) return { row: existing, isNew: false }
  const [row] = await tx.query<{ id: number }>(
    `with r as (insert into recipient (kind) values (1) returning id)
     insert into stream (id, name, description, rendered_description, invite_only, history_public_to_subscribers, creator_id)
     select id, $1, $2, '', $3, $4, $5 from r on conflict do nothing returning id`,
    [wanted.name, wanted.description, request.inviteOnly, request.publicHistory, actor.id],
  )
  if (row) return { row: await readStream(tx, row.id), isNew: true }
  // Somebody made it while we waited.
  const [other] = await findStreamsByName(tx, [wanted.name])
  if (!other) throw new Error(`Stream ${wanted.name} can be neither made nor read`)
  return { row: other, isNew: false }
}

/**
 * The rule of `checkSubscribe`, judged again: a stream of that name may have been made since, or become private.
 * @throws {ApiError}
 */
async function checkStillAccessible(tx: ActionTx, actor: number, streams: readonly number[]): Promise<void> {
  const [closed] = await tx.query<{ name: string }>(
    `select s.name from stream s where s.id = any ($2)
       and (s.invite_only or (select role from user_account where id = $1) = 600)
       and not exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active)
     order by s.id limit 1 for share of s`,
    [actor, streams],
  )
  if (closed) throw new ApiError('BAD_REQUEST', `Unable to access channel (${closed.name}).`)
}

/** An account that was closed since the check must get no open period: it would be told of what it is not there for. */
async function findActive(tx: ActionTx, users: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    'select id from user_account where id = any ($1) and is_active order by id',
    [users],
  )
  return rows.map((row) => row.id)
}

async function insertSubscriptions(
  tx: ActionTx,
  stream: number,
  users: readonly number[],
  last: { lastMessage: number; lastEvent: number },
): Promise<number[]> {
  const rows = await tx.query<{ user_id: number }>(
    `insert into subscription as s (user_id, recipient_id) select u, $1 from unnest($2::int[]) u
     on conflict (user_id, recipient_id) do update set active = true where not s.active returning user_id`,
    [stream, users],
  )
  const joined = rows.map((row) => row.user_id)
  await tx.query(
    `insert into subscription_period (user_id, recipient_id, received, events)
     select u, $1, int8range($3, null), int8range($4, null) from unnest($2::int[]) u`,
    [stream, joined, last.lastMessage + 1, last.lastEvent + 1],
  )
  const open = 'int8multirange(int8range($3, null))'
  // Those who were here before have a state already: its last chunk opens again.
  await tx.query(
    `update read_state set unread = unread + ${open} where recipient_id = $1 and user_id = any ($2) and to_id is null`,
    [stream, joined, last.lastMessage + 1],
  )
  await tx.query(
    `insert into read_state (user_id, recipient_id, from_id, unread) select u, $1, 0, ${open} from unnest($2::int[]) u
     where not exists (select from read_state r where r.user_id = u and r.recipient_id = $1)`,
    [stream, joined, last.lastMessage + 1],
  )
  return joined
}

function emitStream(tx: ActionTx, row: StreamRow): void {
  const payload = { op: 'create', streams: [toWireStream(row)] }
  tx.emit({
    type: 'stream',
    audience: AUDIENCE.knowStream,
    users: null,
    recipient_id: row.id,
    message_id: null,
    payload,
  })
}

/** Of these users those who may know of the stream only as its subscribers; the rule of `findStreams`. */
async function findStrangers(tx: ActionTx, row: StreamRow, users: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    'select id from user_account where id = any ($1) and role > 200 and ($2 or role = 600) order by id',
    [users, row.invite_only],
  )
  return rows.map((user) => user.id)
}

/** A stream comes into sight with the subscription, and leaves it. */
function emitKnown(tx: ActionTx, op: 'create' | 'delete', row: StreamRow, users: readonly number[]): void {
  if (users.length === 0) return
  const payload = { op, streams: [toWireStream(row)], ...(op === 'delete' ? { stream_ids: [row.id] } : {}) }
  tx.emit({ type: 'stream', audience: AUDIENCE.users, users, recipient_id: row.id, message_id: null, payload })
}

/** One event for all who see the same of it: also a thousand people are told by a few rows, under the order. */
async function emitSubscribed(tx: ActionTx, row: StreamRow, users: readonly number[]): Promise<void> {
  const [first] = users
  if (first === undefined) return
  const [subscription] = await findSubscriptions(tx, first, row.id)
  const groups = await tx.query<{ color: string; users: number[] }>(
    `select color, array_agg(user_id order by user_id) as users from subscription
     where recipient_id = $1 and user_id = any ($2) group by color order by color`,
    [row.id, users],
  )
  for (const { color, users: sameColor } of subscription ? groups : []) {
    tx.emit({
      type: 'subscription',
      audience: AUDIENCE.users,
      users: sameColor,
      recipient_id: row.id,
      message_id: null,
      payload: { op: 'add', subscriptions: [subscription && { ...toWireSubscription(subscription), color }] },
    })
  }
}

function emitPeers(tx: ActionTx, op: 'peer_add' | 'peer_remove', stream: number, users: readonly number[]): void {
  const payload = { op, stream_ids: [stream], user_ids: users }
  tx.emit({
    type: 'subscription',
    audience: AUDIENCE.knowStream,
    users: null,
    recipient_id: stream,
    message_id: null,
    payload,
  })
}
