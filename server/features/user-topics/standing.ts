import { POLICY } from '../../contract/chat/user-topics.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Standing } from './policy.ts'

interface TopicPlace {
  readonly recipient_id: number
  readonly topic_id: number
  readonly topic_name: string | null
}

/** Of a topic's messages so many are looked at for one that the sender may read: old secrets must not make a send slow. */
const LOOKED_AT = 1_000

/** @param message before which there may be others; null: nobody asks */
export async function findStanding(
  db: ReadDb,
  user: number,
  place: TopicPlace,
  message: number | null,
): Promise<Standing> {
  const [row] = await db.query<Standing>(
    `select coalesce(t.policy, 0) as policy, b.user_id is not null as "isSubscribed",
       coalesce((b.settings->>'is_muted')::boolean, false) as "isMuted",
       $5::bigint is not null and not exists (
         select from (select * from message where topic_id = $3 and topic_id <> 0 and id < $5 order by id desc limit ${LOOKED_AT}) m
         where may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id)) as "isFirst"
     from (select) one
     left join subscription b on b.user_id = $1 and b.recipient_id = $2 and b.active
     left join user_topic t on t.user_id = $1 and t.recipient_id = $2 and lower(t.topic) = lower($4)`,
    [user, place.recipient_id, place.topic_id, place.topic_name, message],
  )
  if (!row) throw new Error('A query without conditions found nothing')
  return row
}

/** Who of these is there to follow the topic, and neither follows it yet nor has muted it. */
export async function findFollowable(db: ReadDb, users: readonly number[], place: TopicPlace): Promise<Set<number>> {
  const rows = await db.query<{ id: number }>(
    `select b.user_id as id from subscription b
     where b.user_id = any ($1) and b.recipient_id = $2 and b.active and not exists (
       select from user_topic t where t.user_id = b.user_id and t.recipient_id = $2 and lower(t.topic) = lower($3)
         and t.policy <> ${POLICY.unmuted})`,
    [users, place.recipient_id, place.topic_name],
  )
  return new Set(rows.map(({ id }) => id))
}
