import type { ReadDb } from '../../db/database.ts'

/** Also those out of sight for now: a star is the user's own, and says nothing of the message. */
export async function readStarred(db: ReadDb, me: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select f.message_id as id from message_flag f where f.user_id = $1 and f.flags & 2 <> 0
       and exists (select from message m where m.id = f.message_id) order by 1`,
    [me],
  )
  return rows.map((row) => row.id)
}

/**
 * Conversations with their newest message, the latest first; `user_ids` are the other people. Compared by rows, so that
 * each is one step into the index of its recipient: by id alone, a quiet one would be looked for among all messages.
 */
export function readRecentDirects(db: ReadDb, me: number): Promise<{ max_message_id: number; user_ids: number[] }[]> {
  return db.query<{ max_message_id: number; user_ids: number[] }>(
    `select m.id as max_message_id, array_remove(g.member_ids, $1) as user_ids
     from direct_group_member d join direct_group g on g.id = d.recipient_id cross join lateral (
       select m.id, m.recipient_id from message m where (m.recipient_id, m.id) <= (d.recipient_id, 9223372036854775807)
       order by m.recipient_id desc, m.id desc limit 1) m
     where d.user_id = $1 and m.recipient_id = d.recipient_id order by 1 desc`,
    [me],
  )
}
