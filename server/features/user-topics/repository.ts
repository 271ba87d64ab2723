import type { ReadDb } from '../../db/database.ts'

/** As https://zulip.com/api/register-queue tells it under `user_topics`. */
interface WireUserTopic {
  readonly stream_id: number
  readonly topic_name: string
  readonly last_updated: number
  readonly visibility_policy: number
}

export const USER_TOPIC = `recipient_id as stream_id, topic as topic_name, policy as visibility_policy,
  extract(epoch from updated_at)::bigint as last_updated`

/** Also of channels out of sight for now: what somebody wished there is their own. */
export function findUserTopics(db: ReadDb, user: number): Promise<WireUserTopic[]> {
  return db.query<WireUserTopic>(
    `select ${USER_TOPIC} from user_topic where user_id = $1 order by recipient_id, lower(topic)`,
    [user],
  )
}

/** Muted topics as clients of before Zulip 6.0 know them: with the channel's name, so only where the user may know it. */
export async function findMutedTopics(db: ReadDb, user: number): Promise<[string, string, number][]> {
  const rows = await db.query<{ stream: string; topic: string; at: number }>(
    `select s.name as stream, t.topic, extract(epoch from t.updated_at)::bigint as at
     from user_topic t join stream s on s.id = t.recipient_id and not s.is_archived join user_account u on u.id = t.user_id
     where t.user_id = $1 and t.policy = 1 and ((not s.invite_only and u.role <> 600)
       or exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active))
     order by s.id, lower(t.topic)`,
    [user],
  )
  return rows.map((row) => [row.stream, row.topic, row.at])
}
