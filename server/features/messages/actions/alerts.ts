import type { ActionTx } from '../../../db/transaction.ts'

/** After an edit: of those who can see the message, who watches for a word of its text has the flag, and nobody else. */
export async function followAlerts(
  tx: ActionTx,
  message: number,
  recipient: number,
  alerted: readonly number[],
): Promise<void> {
  await tx.query(
    `with gone as (
       update message_flag set flags = flags & ~16 where message_id = $1 and flags & 16 <> 0 and user_id <> all ($2))
     insert into message_flag as f (user_id, message_id, flags)
       select distinct u, $1::bigint, 16 from unnest($2::int[]) u
       where exists (select from subscription b where b.user_id = u and b.recipient_id = $3 and b.active
         union all select from direct_group_member d where d.user_id = u and d.recipient_id = $3) order by 1
     on conflict (user_id, message_id) do update set flags = f.flags | 16`,
    [message, alerted, recipient],
  )
}
