import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { readRulesFor } from '../../realm-settings/index.ts'
import { findStreamFor } from '../../streams/index.ts'
import { carryWishes } from '../../user-topics/index.ts'
import { checkTopic } from '../compose.ts'
import { requireMayMove } from '../policy.ts'
import { findTarget } from '../target.ts'
import { emitMoved, findLeftBehind, type Move, type MoveMode, type Place, type Slice } from './moved-events.ts'
import { renameTopic } from './rename-topic.ts'

export interface MoveRequest {
  readonly id: number
  readonly mode: MoveMode
  readonly topic: string | undefined
  readonly streamId: number | undefined
}

/** Bounds how long one transaction holds the read states of two streams' members. */
const SLICE = 500

/** @returns undefined when everything is where it should go already @throws {ApiError} */
export async function checkMoveMessages(core: Core, actor: Actor, request: MoveRequest): Promise<Move | undefined> {
  const target = await findTarget(core.db, actor.id, request.id)
  if (target.topic_id === 0) throw new ApiError('BAD_REQUEST', 'Direct messages cannot be moved to channels.')
  const topic = request.topic === undefined ? (target.topic_name ?? '') : await checkTopic(core.db, request.topic)
  const stream = request.streamId ?? target.recipient_id
  const isOtherStream = stream !== target.recipient_id
  if (!isOtherStream && topic === target.topic_name) return undefined
  const limit = requireMayMove(actor, isOtherStream, await readRulesFor(core.db, actor.id))
  if (isOtherStream && !(await findStreamFor(core.db, actor.id, stream))) {
    throw new ApiError('STREAM_DOES_NOT_EXIST', `Channel with ID '${stream}' does not exist`, { stream_id: stream })
  }
  const [last] = await core.db.query<{ id: number }>('select last_value as id from message_id_seq')
  const move = { target, mode: request.mode, to: { stream, topic }, upTo: last?.id ?? 0 }
  if (limit !== null) await requireRecent(core.db, actor.id, move, limit)
  return move
}

/**
 * Moves messages to another topic or stream. A whole topic that gets a new name is one row; else messages are moved in
 * slices, each complete in itself: its own transaction and its own event.
 */
export async function doMoveMessages(core: Core, actor: Actor, move: Move): Promise<void> {
  const isSameStream = move.to.stream === move.target.recipient_id
  const isRenamed = isSameStream && (await renameTopic(core, actor, move))
  if (!isRenamed) await moveInSlices(core, actor, move)
  if (isSameStream) await carryWishes(core, move.to.stream, move.target.topic_name ?? '', move.to.topic)
}

async function moveInSlices(core: Core, actor: Actor, move: Move): Promise<void> {
  for (let after = 0; ; ) {
    const last = await moveSlice(core, actor, move, after)
    if (last === undefined) return
    after = last
  }
}

/** SQL for the messages that a move is about: $1 actor, $2 topic, $3 the message named, $4 newest concerned. */
function selectMoved(mode: MoveMode): string {
  const which = { change_one: 'm.id = $3', change_later: 'm.id >= $3', change_all: '$3::bigint is not null' }[mode]
  return `from message m where m.topic_id = $2 and ${which} and m.id <= $4
    and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id)`
}

async function requireRecent(db: ReadDb, actor: number, move: Move, limit: number): Promise<void> {
  const [row] = await db.query<{ first: number | null; all: number; recent: number }>(
    `select min(m.id) filter (where m.date_sent >= now() - $5 * interval '1 second') as first, count(*) as all,
       count(*) filter (where m.date_sent >= now() - $5 * interval '1 second') as recent ${selectMoved(move.mode)}`,
    [actor, move.target.topic_id, move.target.id, move.upTo, limit],
  )
  if (!row || row.all === row.recent) return
  if (move.mode === 'change_one') {
    throw new ApiError('BAD_REQUEST', 'The time limit for editing this message has passed')
  }
  throw new ApiError(
    'MOVE_MESSAGES_TIME_LIMIT_EXCEEDED',
    `You only have permission to move the ${row.recent}/${row.all} most recent messages in this topic.`,
    {
      first_message_id_allowed_to_move: row.first,
      total_messages_in_topic: row.all,
      total_messages_allowed_to_move: row.recent,
    },
  )
}

/** @returns the last id of a full slice, so that there may be more; undefined: that was all */
function moveSlice(core: Core, actor: Actor, move: Move, after: number): Promise<number | undefined> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    const { target, to } = move
    const rows = await tx.query<{ id: number; position: number }>(
      `select m.id, coalesce(m.arrival_id, m.id) as position ${selectMoved(move.mode)} and m.id > $5 order by m.id limit ${SLICE}`,
      [actor.id, target.topic_id, target.id, move.upTo, after],
    )
    const ids = rows.map((row) => row.id)
    if (ids.length === 0 && after === 0) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
    if (ids.length === 0) return undefined
    const from = await readPlace(tx, target.recipient_id, target.topic_id)
    const isOtherStream = to.stream !== from.stream
    const positions = rows.map((row) => row.position)
    if (isOtherStream) {
      await tx.query('select move_read_states($1, $2, $3)', [from.stream, to.stream, ids])
      await dropFlags(tx, from.stream, to.stream, positions, ids)
    }
    await tx.takeOrder()
    const topic = await ensureTopic(tx, to.stream, to.topic)
    const slice = await store(tx, actor.id, from, topic, ids, positions)
    await tx.query('select drop_empty_topic($1)', [from.topicId])
    await emitMoved(tx, actor.id, move, from, topic, slice)
    return ids.length < SLICE ? undefined : ids.at(-1)
  })
}

/** Who loses sight of messages loses their stars on them, as the event of their deletion makes clients do. */
async function dropFlags(
  tx: ActionTx,
  from: number,
  to: number,
  positions: readonly number[],
  ids: readonly number[],
): Promise<void> {
  const left = await findLeftBehind(tx, from, to, positions)
  const lost = left.filter((row) => !row.sees).map((row) => row.user_id)
  await tx.query('delete from message_flag where user_id = any ($1) and message_id = any ($2)', [lost, ids])
}

async function readPlace(tx: ActionTx, stream: number, topic: number): Promise<Place> {
  const [row] = await tx.query<{ stream_name: string; topic_name: string }>(
    'select s.name as stream_name, t.name as topic_name from stream s, topic t where s.id = $1 and t.id = $2',
    [stream, topic],
  )
  if (!row) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
  return { stream, streamName: row.stream_name, topicId: topic, topicName: row.topic_name }
}

/** Under the order, where alone topics are made, so none appears twice. */
async function ensureTopic(tx: ActionTx, stream: number, name: string): Promise<Place> {
  await tx.query('insert into topic (recipient_id, name) values ($1, $2) on conflict do nothing', [stream, name])
  const [row] = await tx.query<{ id: number; name: string; stream_name: string }>(
    `select t.id, t.name, s.name as stream_name from topic t join stream s on s.id = t.recipient_id
     where t.recipient_id = $1 and lower(t.name) = lower($2)`,
    [stream, name],
  )
  if (!row) throw new Error('The topic cannot be read')
  return { stream, streamName: row.stream_name, topicId: row.id, topicName: row.name }
}

async function store(
  tx: ActionTx,
  actor: number,
  from: Place,
  to: Place,
  ids: readonly number[],
  oldPositions: readonly number[],
): Promise<Slice> {
  const isOtherStream = from.stream !== to.stream
  const entry = {
    user_id: actor,
    ...(from.topicName === to.topicName ? {} : { prev_topic: from.topicName, topic: to.topicName }),
    ...(isOtherStream ? { prev_stream: from.stream, stream: to.stream } : {}),
  }
  const [arrival] = isOtherStream ? await tx.query<{ id: number }>("select nextval('message_id_seq') as id") : []
  const [row] = await tx.query<{ at: number }>(
    `with clock as materialized (select clock_timestamp() as now), moved as (
       update message m set recipient_id = $2, topic_id = $3, arrival_id = coalesce($4, m.arrival_id),
         topic_change_base = (select coalesce(max(id), 0) from topic_change),
         edit_history = jsonb_build_array($5::jsonb || jsonb_build_object('at', extract(epoch from clock.now)))
           || coalesce(message_history(m.topic_id, m.id, m.topic_change_base, m.edit_history), '[]')
       from clock where m.id = any ($1))
     select extract(epoch from now)::float as at from clock`,
    [ids, to.stream, to.topicId, arrival?.id ?? null, JSON.stringify(entry)],
  )
  if (isOtherStream) {
    await tx.query('update group_mention set recipient_id = $2 where message_id = any ($1)', [ids, to.stream])
  }
  return { ids, at: row?.at ?? 0, oldPositions, position: arrival?.id ?? Math.max(...oldPositions) }
}
