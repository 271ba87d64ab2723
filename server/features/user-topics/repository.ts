import type { ReadDb } from '../../db/database.ts'

/** As https://zulip.com/api/register-queue tells it under `user_topics`. */
interface WireUserTopic {
  readonly stream_id: number
  readonly topic_name: string
  readonly last_updated: number
  readonly visibility_policy: number
}

export const USER_TOPIC = `recipient_id as stream_id, topic as topic_name, policy as visibility_policy,
  floor(extract(epoch from updated_at))::bigint as last_updated`

/** Also of channels out of sight for now: what somebody wished there is their own. */
export function findUserTopics(db: ReadDb, user: number): Promise<WireUserTopic[]> {
  return db.query<WireUserTopic>(
    `select ${USER_TOPIC} from user_topic where user_id = $1 order by recipient_id, lower(topic)`,
    [user],
  )
}
