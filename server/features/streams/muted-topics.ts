import type { ReadDb } from '../../db/database.ts'

/** Muted topics as clients of before Zulip 6.0 know them: with the channel's name, so only where the user may know it. */
export async function findMutedTopics(db: ReadDb, user: number): Promise<[string, string, number][]> {
  const rows = await db.query<{ stream: string; topic: string; at: number }>(
    `select s.name as stream, t.topic, floor(extract(epoch from t.updated_at))::bigint as at
     from user_topic t join stream s on s.id = t.recipient_id and not s.is_archived join user_account u on u.id = t.user_id
     where t.user_id = $1 and t.policy = 1 and ((not s.invite_only and u.role <> 600)
       or exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active))
     order by s.id, lower(t.topic)`,
    [user],
  )
  return rows.map((row) => [row.stream, row.topic, row.at])
}
