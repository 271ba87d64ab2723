import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'

/** A message that somebody wants to change. */
export interface Target {
  readonly id: number
  readonly recipient_id: number
  /** 0: direct message */
  readonly topic_id: number
  readonly sender_id: number
  /** Decides who received it: its id, or where it arrived by a move. */
  readonly position: number
  /** Seconds since it was sent. */
  readonly age: number
  readonly content: string
  readonly stream_name: string | null
  readonly topic_name: string | null
}

/** @throws {ApiError} when there is no such message for this reader: who may not read it learns nothing of it */
export async function findTarget(db: ReadDb, reader: number, id: number): Promise<Target> {
  const [row] = await db.query<Target>(
    `select m.id, m.recipient_id, m.topic_id, m.sender_id, coalesce(m.arrival_id, m.id) as position,
       extract(epoch from now() - m.date_sent)::float as age, m.content, s.name as stream_name, t.name as topic_name
     from message m left join stream s on s.id = m.recipient_id left join topic t on t.id = m.topic_id
     where m.id = $2 and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id)`,
    [reader, id],
  )
  if (!row) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
  return row
}
