import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { releaseAttachments } from '../../files/index.ts'
import { readRulesFor } from '../../realm-settings/index.ts'
import { emitUpdated, requireReadableStream } from '../../streams/index.ts'
import { removeMessages } from './remove-messages.ts'

export interface TopicTarget {
  readonly stream: number
  readonly streamName: string
  readonly topic: string
  readonly hasPublicHistory: boolean
  /** What is sent later stays. */
  readonly upTo: number
}

/** Bounds how long one transaction holds up edits. */
const SLICE = 200
/** Clients give up on an answer long after this. */
const BUDGET_MS = 10_000

/** @throws {ApiError} unless the actor may delete anybody's messages, and read the stream */
export async function checkDeleteTopic(core: Core, actor: Actor, id: number, topic: string): Promise<TopicTarget> {
  const stream = await requireReadableStream(core.db, actor.id, id)
  if (!(await readRulesFor(core.db, actor.id)).can_delete_any_message_group) {
    throw new ApiError('UNAUTHORIZED_PRINCIPAL', "You don't have permission to delete messages of this topic")
  }
  const [last] = await core.db.query<{ id: number }>('select last_value as id from message_id_seq')
  return {
    stream: stream.id,
    streamName: stream.name,
    topic: topic.trim(),
    hasPublicHistory: stream.history_public_to_subscribers,
    upTo: last?.id ?? 0,
  }
}

/**
 * Deletes what the actor can read of a topic, the newest first, in slices that are each complete in themselves.
 * @returns whether that was all; when not, the caller is to ask again
 */
export async function doDeleteTopic(core: Core, actor: Actor, target: TopicTarget): Promise<boolean> {
  for (const end = Date.now() + BUDGET_MS; Date.now() < end; ) {
    const count = await transact(core.db, core.log, (tx) => deleteSlice(tx, actor.id, target))
    if (count < SLICE) return true
  }
  return false
}

async function deleteSlice(tx: ActionTx, actor: number, target: TopicTarget): Promise<number> {
  await tx.query('select take_edits()')
  const rows = await tx.query<{ id: number; position: number; topic_id: number; topic: string }>(
    `select m.id, coalesce(m.arrival_id, m.id) as position, m.topic_id, t.name as topic
     from topic t join message m on m.topic_id = t.id and m.topic_id <> 0
     where t.recipient_id = $2 and lower(t.name) = lower($3) and m.id <= $4
       and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id) order by m.topic_id desc, m.id desc limit ${SLICE}`,
    [actor, target.stream, target.topic, target.upTo],
  )
  const [first] = rows
  if (!first) return 0
  const before = await firstMessage(tx, target.stream)
  const groups = target.hasPublicHistory
    ? [{ messages: rows.map((row) => row.id), users: null }]
    : await findReceivers(tx, target.stream, rows)
  const { flagged, claims } = await removeMessages(
    tx,
    rows.map((row) => row.id),
  )
  await tx.takeOrder()
  await releaseAttachments(tx, claims)
  await tx.query('select drop_empty_topic($1)', [first.topic_id])
  for (const { messages, users } of groups) emitDeleted(tx, target.stream, first.topic, messages, flagged, users)
  const after = await firstMessage(tx, target.stream)
  if (after !== before && after !== null) {
    emitUpdated(tx, { id: target.stream, name: target.streamName }, 'first_message_id', after)
  }
  return rows.length
}

/** Where each sees only what they received: the messages by who that is. */
function findReceivers(
  tx: ActionTx,
  stream: number,
  rows: readonly { readonly id: number; readonly position: number }[],
): Promise<{ messages: number[]; users: number[] }[]> {
  return tx.query(
    `select users, array_agg(id order by id) as messages from (
       select m.id, array(select b.user_id from subscription b where b.recipient_id = $1 and b.active and exists (
         select from subscription_period p where p.user_id = b.user_id and p.recipient_id = $1 and p.received @> m.position)
         order by 1) as users
       from unnest($2::int8[], $3::int8[]) m(id, position)) x group by users`,
    [stream, rows.map((row) => row.id), rows.map((row) => row.position)],
  )
}

function emitDeleted(
  tx: ActionTx,
  stream: number,
  topic: string,
  messages: readonly number[],
  flagged: readonly number[],
  receivers: readonly number[] | null,
): void {
  const message_ids = [...messages].sort((a, b) => a - b)
  const users = [...new Set([...(receivers ?? []), ...flagged])]
  tx.emit({
    type: 'delete_message',
    audience: receivers ? AUDIENCE.users : AUDIENCE.couldSee,
    users: users.length === 0 ? null : users,
    recipient_id: stream,
    message_id: null,
    payload: { message_ids, message_type: 'stream', stream_id: stream, topic },
  })
}

async function firstMessage(tx: ActionTx, stream: number): Promise<number | null> {
  const [row] = await tx.query<{ recipient_id: number; id: number }>(
    `select recipient_id, id from message where (recipient_id, id) >= ($1, 0::bigint) order by recipient_id, id limit 1`,
    [stream],
  )
  return row?.recipient_id === stream ? row.id : null
}
