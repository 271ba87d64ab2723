import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import {
  findDefaultGroups,
  findDefaultStreams,
  findSubscriptions,
  readStream,
  type StreamBase,
  type StreamRow,
} from '../repository.ts'
import { toWireStream, toWireSubscription } from '../wire.ts'

/** To whoever may know of the stream. */
function emitKnowing(tx: ActionTx, type: string, stream: number, payload: Readonly<Record<string, unknown>>): void {
  tx.emit({ type, audience: AUDIENCE.knowStream, users: null, recipient_id: stream, message_id: null, payload })
}

/** https://zulip.com/api/get-events#stream-create */
export function emitCreated(tx: ActionTx, row: StreamRow): void {
  emitKnowing(tx, 'stream', row.id, { op: 'create', streams: [toWireStream(row)] })
}

/** https://zulip.com/api/get-events#stream-update */
export function emitUpdated(
  tx: ActionTx,
  stream: Pick<StreamBase, 'id' | 'name'>,
  property: string,
  value: unknown,
  more: Readonly<Record<string, unknown>> = {},
): void {
  emitKnowing(tx, 'stream', stream.id, {
    op: 'update',
    property,
    value,
    stream_id: stream.id,
    name: stream.name,
    ...more,
  })
}

/** A stream comes into sight of some users, or leaves it. */
export async function emitSight(
  tx: ActionTx,
  op: 'create' | 'delete',
  stream: number,
  users: readonly number[],
): Promise<void> {
  if (users.length === 0) return
  const payload = { op, streams: [toWireStream(await readStream(tx, stream))] }
  tx.emit({ type: 'stream', audience: AUDIENCE.users, users, recipient_id: stream, message_id: null, payload })
}

/** Of these users those who may know of the stream only as its subscribers; the rule of `findStreams`. */
export async function findStrangers(tx: ActionTx, row: StreamBase, users: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    'select id from user_account where id = any ($1) and role > 200 and ($2 or role = 600) order by id',
    [users, row.invite_only],
  )
  return rows.map((user) => user.id)
}

/** One event for all who see the same of it: also a thousand people are told by a few rows, under the order. */
export async function emitSubscribed(tx: ActionTx, stream: number, users: readonly number[]): Promise<void> {
  const [first] = users
  if (first === undefined) return
  const [subscription] = await findSubscriptions(tx, first, { stream })
  if (!subscription) return
  const groups = await tx.query<{ color: string; settings: Record<string, boolean>; users: number[] }>(
    `select color, settings, array_agg(user_id order by user_id) as users from subscription
     where recipient_id = $1 and user_id = any ($2) group by color, settings order by min(user_id)`,
    [stream, users],
  )
  for (const { users: alike, ...own } of groups) {
    tx.emit({
      type: 'subscription',
      audience: AUDIENCE.users,
      users: alike,
      recipient_id: stream,
      message_id: null,
      payload: { op: 'add', subscriptions: [toWireSubscription({ ...subscription, ...own })] },
    })
  }
}

export function emitUnsubscribed(tx: ActionTx, stream: StreamBase, user: number): void {
  const payload = { op: 'remove', subscriptions: [{ name: stream.name, stream_id: stream.id }] }
  tx.emit({
    type: 'subscription',
    audience: AUDIENCE.users,
    users: [user],
    recipient_id: stream.id,
    message_id: null,
    payload,
  })
}

/** https://zulip.com/api/get-events#subscription-peer_add */
export function emitPeers(
  tx: ActionTx,
  op: 'peer_add' | 'peer_remove',
  stream: number,
  users: readonly number[],
): void {
  if (users.length > 0) emitKnowing(tx, 'subscription', stream, { op, stream_ids: [stream], user_ids: users })
}

/** Somebody whose account opens again is a subscriber where they were. */
export async function emitReturned(tx: ActionTx, user: number): Promise<void> {
  const rows = await tx.query<{ id: number }>(
    `select b.recipient_id as id from subscription b join stream s on s.id = b.recipient_id
     where b.user_id = $1 and b.active and not s.is_archived order by 1`,
    [user],
  )
  for (const { id } of rows) emitPeers(tx, 'peer_add', id, [user])
}

/** https://zulip.com/api/get-events#default_streams */
export async function emitDefaultStreams(tx: ActionTx): Promise<void> {
  await emitToMembers(tx, 'default_streams', { default_streams: await findDefaultStreams(tx) })
}

/** https://zulip.com/api/get-events#default_stream_groups */
export async function emitDefaultGroups(tx: ActionTx): Promise<void> {
  await emitToMembers(tx, 'default_stream_groups', { default_stream_groups: await findDefaultGroups(tx) })
}

/** Guests need not know which streams there are. */
async function emitToMembers(tx: ActionTx, type: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const rows = await tx.query<{ id: number }>('select id from user_account where is_active and role <> 600 order by id')
  const users = rows.map((row) => row.id)
  tx.emit({ type, audience: AUDIENCE.users, users, recipient_id: null, message_id: null, payload })
}
