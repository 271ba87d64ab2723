import type { ReadDb } from '../../db/database.ts'
import type { StreamBase } from './repository.ts'

export interface TopicRow {
  readonly name: string
  readonly max_id: number
}

/** A stream's topics with their newest message that the reader may read, the latest first: a few steps into an index each. */
export function findTopics(db: ReadDb, reader: number, stream: StreamBase): Promise<TopicRow[]> {
  if (stream.history_public_to_subscribers) {
    return db.query<TopicRow>(
      `select t.name, m.id as max_id from topic t cross join lateral (
         select id from message where topic_id = t.id and topic_id <> 0 order by topic_id desc, id desc limit 1) m
       where t.recipient_id = $1 order by m.id desc`,
      [stream.id],
    )
  }
  // What came before the reader is not gone through; what was moved here since is few.
  return db.query<TopicRow>(
    `with first as materialized (select min(lower(received)) as id from subscription_period
       where user_id = $1 and recipient_id = $2),
     moved as materialized (select m.topic_id, max(m.id) as id from message m where m.recipient_id = $2
       and m.arrival_id is not null and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id) group by 1)
     select t.name, greatest(m.id, v.id) as max_id from topic t left join moved v on v.topic_id = t.id
     left join lateral (
       select id from message m where m.topic_id = t.id and m.topic_id <> 0 and m.id >= (select id from first)
         and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id) order by m.topic_id desc, m.id desc limit 1) m on true
     where t.recipient_id = $2 and coalesce(m.id, v.id) is not null order by 2 desc`,
    [reader, stream.id],
  )
}
