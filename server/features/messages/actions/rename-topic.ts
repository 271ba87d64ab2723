import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { type Move, movedPayload } from './moved-events.ts'

/** As many messages of the smaller topic are rewritten when two become one. */
const SMALL = 500

/**
 * A whole topic with a new name in the same stream: one row, whatever its length. When the name is taken by a small
 * topic, that one's messages come over first.
 * @returns false when messages must be moved one by one instead
 */
export function renameTopic(core: Core, actor: Actor, move: Move): Promise<boolean> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    const { target, to } = move
    if (!(await isWhole(tx, actor.id, move))) return false
    const { lastMessage } = await tx.takeOrder()
    const [source] = await tx.query<{ name: string; stream_name: string }>(
      `select t.name, s.name as stream_name from topic t join stream s on s.id = t.recipient_id
       where t.id = $1 and t.recipient_id = $2`,
      [target.topic_id, to.stream],
    )
    if (!source) return false
    const [taken] = await tx.query<{ id: number; name: string }>(
      'select id, name from topic where recipient_id = $1 and lower(name) = lower($2) and id <> $3',
      [to.stream, to.topic, target.topic_id],
    )
    if (taken && !(await isSmaller(tx, taken.id, target.topic_id))) return false
    const topic = taken?.name ?? to.topic
    const [change] = await tx.query<{ id: number; at: number }>(
      `insert into topic_change (topic_id, message_limit, old_name, new_name, user_id, at)
       values ($1, $2, $3, $4, $5, clock_timestamp()) returning id, extract(epoch from at)::float as at`,
      [target.topic_id, lastMessage, source.name, topic, actor.id],
    )
    if (!change) throw new Error('The change of the topic was not stored')
    if (taken) await takeOver(tx, taken.id, target.topic_id, change.id)
    await tx.query('update topic set name = $2 where id = $1', [target.topic_id, topic])
    const place = { stream: to.stream, streamName: source.stream_name, topicId: target.topic_id }
    const slice = { ids: [target.id], at: change.at, oldPositions: [], position: 0 }
    const from = { ...place, topicName: source.name }
    tx.emit({
      type: 'update_message',
      audience: AUDIENCE.subscribers,
      users: null,
      recipient_id: to.stream,
      message_id: null,
      payload: movedPayload(actor.id, move, from, { ...place, topicName: topic }, slice, {
        topic: target.topic_id,
        upTo: lastMessage,
        change: change.id,
      }),
    })
    return true
  })
}

/** Whether the move concerns all messages of the topic, and the actor may read them all. */
async function isWhole(tx: ActionTx, actor: number, { target, mode }: Move): Promise<boolean> {
  if (mode === 'change_one') return false
  const [row] = await tx.query<{ whole: boolean }>(
    `select (s.history_public_to_subscribers or not exists (select from message m where m.topic_id = $2
         and not may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id)))
       and ($3 or not exists (select from message m where m.topic_id = $2 and m.id < $4)) as whole
     from topic t join stream s on s.id = t.recipient_id where t.id = $2`,
    [actor, target.topic_id, mode === 'change_all', target.id],
  )
  return row?.whole ?? false
}

async function isSmaller(tx: ActionTx, topic: number, than: number): Promise<boolean> {
  const count = `(select count(*) from (select from message where topic_id = $1 limit ${SMALL + 1}) x)`
  const [row] = await tx.query<{ smaller: boolean }>(
    `select ${count} <= ${SMALL} and ${count} < ${count.replace('$1', '$2')} as smaller`,
    [topic, than],
  )
  return row?.smaller ?? false
}

/** Messages of a topic that has the name already: nobody sees them move, and later renames of the other concern them. */
async function takeOver(tx: ActionTx, from: number, into: number, change: number): Promise<void> {
  await tx.query(
    `update message m set topic_id = $2, topic_change_base = $3,
       edit_history = message_history(m.topic_id, m.id, m.topic_change_base, m.edit_history) where m.topic_id = $1`,
    [from, into, change],
  )
  await tx.query('select drop_empty_topic($1)', [from])
}
