import { MAX_SUBSCRIPTIONS } from '../../../contract/chat/subscriptions.ts'
import { ApiError } from '../../../contract/errors.ts'
import { maySubscribeOthers } from '../../../contract/settings/realm.ts'
import { type ActionTx, type LastIds, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { readRealmSettings, readRulesFor } from '../../realm-settings/index.ts'
import { around, keepSight } from '../../sight/index.ts'
import { findStreamsByName, findSubscriptions, readStream, type StreamBase } from '../repository.ts'
import { emitCreated, emitDefaultStreams, emitPeers, emitSight, emitSubscribed, findStrangers } from './events.ts'
import { emitMutedTopics } from './muted-topics.ts'
import { ensureStream, type StreamOptions } from './new-stream.ts'

export interface SubscribeRequest extends StreamOptions {
  readonly streams: readonly {
    readonly name: string
    readonly description: string
    readonly color?: string | undefined
  }[]
  /** whom to subscribe */
  readonly users: readonly number[]
}

export interface CheckedSubscribe {
  /** Streams that there are already. */
  readonly existing: StreamBase[]
  /** Names of those that the actor may join nobody to. */
  readonly unauthorized: string[]
}

/** @throws {ApiError} for what the actor may not, but for streams that there are and that the actor may not join */
export async function checkSubscribe(core: Core, actor: Actor, request: SubscribeRequest): Promise<CheckedSubscribe> {
  const names = request.streams.map((stream) => stream.name)
  const existing = await findStreamsByName(core.db, names)
  if (names.length * request.users.length > MAX_SUBSCRIPTIONS) {
    throw new ApiError('BAD_REQUEST', `At most ${MAX_SUBSCRIPTIONS} subscriptions can be made at once.`)
  }
  const forOthers = request.users.some((user) => user !== actor.id)
  if (forOthers && !maySubscribeOthers(actor.role, await readRealmSettings(core.db)))
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  const known = new Set(existing.map((stream) => stream.name.toLowerCase()))
  if (names.some((name) => !known.has(name.toLowerCase()))) await requireMayCreate(core, actor, request)
  const mine = new Set((await findSubscriptions(core.db, actor.id)).map((stream) => stream.id))
  const closed = existing.filter((stream) => (stream.invite_only || actor.role === 600) && !mine.has(stream.id))
  return {
    existing: existing.filter((stream) => !closed.includes(stream)),
    unauthorized: closed.map((stream) => stream.name),
  }
}

export function unableToAccess(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `Unable to access channel (${name}).`)
}

async function requireMayCreate(core: Core, actor: Actor, { inviteOnly }: StreamOptions): Promise<void> {
  const rules = await readRulesFor(core.db, actor.id)
  const may = inviteOnly ? rules.can_create_private_channel_group : rules.can_create_public_channel_group
  if (!may || actor.role === 600) throw new ApiError('BAD_REQUEST', 'Insufficient permission')
}

export interface SubscribeResult {
  readonly subscribed: Map<number, string[]>
  readonly alreadySubscribed: Map<number, string[]>
  /** What there was not yet. */
  readonly made: readonly StreamBase[]
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
  const streams: Joined[] = []
  for (const wanted of request.streams) {
    streams.push({ ...(await ensureStream(tx, actor.id, wanted, request)), color: wanted.color })
  }
  const old = streams.filter(({ isNew }) => !isNew).map(({ row }) => row.id)
  await checkStillAccessible(tx, actor.id, old)
  const users = [...request.users].sort((a, b) => a - b)
  // Row locks in (user, recipient) order, before the order is taken.
  await tx.query(
    `select from read_state where user_id = any ($1) and recipient_id = any ($2)
     order by user_id, recipient_id, from_id for update`,
    [users, streams.map((s) => s.row.id)],
  )
  return keepSight(tx, around(users), async (last) => {
    const joined = await join(tx, streams, await findActive(tx, users), last)
    if (request.isDefault && streams.some(({ isNew }) => isNew)) await emitDefaultStreams(tx)
    return joined
  })
}

interface Joined {
  readonly row: StreamBase
  readonly isNew: boolean
  readonly color: string | undefined
}

/** Under the order. @param active whom to subscribe */
async function join(
  tx: ActionTx,
  streams: readonly Joined[],
  active: readonly number[],
  last: LastIds,
): Promise<SubscribeResult> {
  const subscribed = new Map<number, string[]>()
  const alreadySubscribed = new Map<number, string[]>()
  for (const { row, isNew, color } of streams) {
    if (isNew) emitCreated(tx, await readStream(tx, row.id))
    const joined = await insertSubscriptions(tx, row.id, active, last, color)
    for (const user of active) {
      const list = joined.includes(user) ? subscribed : alreadySubscribed
      list.set(user, [...(list.get(user) ?? []), row.name])
    }
    if (!isNew) await emitSight(tx, 'create', row.id, await findStrangers(tx, row, joined))
    await emitSubscribed(tx, row.id, joined)
    emitPeers(tx, 'peer_add', row.id, joined)
    if (!isNew) await emitMutedTopics(tx, { stream: row.id, users: joined })
  }
  const made = streams.filter(({ isNew }) => isNew).map(({ row }) => row)
  return { subscribed, alreadySubscribed, made }
}

/**
 * The rule of `checkSubscribe`, judged again: a stream of that name may have been made since, or become private.
 * @throws {ApiError}
 */
async function checkStillAccessible(tx: ActionTx, actor: number, streams: readonly number[]): Promise<void> {
  const [closed] = await tx.query<{ name: string }>(
    `select s.name from stream s where s.id = any ($2)
       and (s.invite_only or s.is_archived or (select role from user_account where id = $1) = 600)
       and not exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active)
     order by s.id limit 1 for share of s`,
    [actor, streams],
  )
  if (closed) throw unableToAccess(closed.name)
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
  last: LastIds,
  color: string | undefined,
): Promise<number[]> {
  const rows = await tx.query<{ user_id: number }>(
    `insert into subscription as s (user_id, recipient_id, color) select u, $1, coalesce($3, '#c2c2c2') from unnest($2::int[]) u
     on conflict (user_id, recipient_id) do update set active = true, color = coalesce($3, s.color) where not s.active
     returning user_id`,
    [stream, users, color ?? null],
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
