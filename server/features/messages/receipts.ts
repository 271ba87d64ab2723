import type { ReadDb } from '../../db/database.ts'

/**
 * Who has read a message, for one reader: whoever received it and has no unread state over it. Left out are its sender,
 * those who do not tell, and whom the reader has muted or is muted by. Access to the message is the caller's to check.
 */
export async function readReceipts(db: ReadDb, reader: number, messageId: number): Promise<number[]> {
  const rows = await db.query<{ user_id: number }>(
    `with m as (select * from message where id = $2),
     received as (
       select p.user_id from m join subscription_period p on p.recipient_id = m.recipient_id
         and p.received @> coalesce(m.arrival_id, m.id) where m.topic_id <> 0
       union select d.user_id from m join direct_group_member d on d.recipient_id = m.recipient_id where m.topic_id = 0)
     select r.user_id from m cross join received r
       join user_account u on u.id = r.user_id and u.is_active and not u.is_bot
     where r.user_id <> m.sender_id
       and (u.id = $1 or coalesce((u.settings->>'send_read_receipts')::boolean, true))
       and not exists (select from read_state s where s.user_id = r.user_id and s.recipient_id = m.recipient_id
         and s.from_id <= m.id and (s.to_id is null or m.id < s.to_id) and s.unread @> m.id)
       and not exists (select from muted_user q where q.user_id = $1 and q.muted_id = r.user_id
         or q.user_id = r.user_id and q.muted_id = $1)
     order by r.user_id`,
    [reader, messageId],
  )
  return rows.map((row) => row.user_id)
}
