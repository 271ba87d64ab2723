import type { ActionTx } from '../../../db/transaction.ts'

export interface Removed {
  /** Whose flags were on the messages: a star is kept also by who is not subscribed, or no longer. */
  readonly flagged: number[]
  /** Attachments that the messages named. */
  readonly claims: number[]
}

/** Removes the rows of messages, with all that hangs on them. Events hold no texts, so they are gone from everywhere. */
export async function removeMessages(tx: ActionTx, ids: readonly number[]): Promise<Removed> {
  const flagged = await tx.query<{ user_id: number }>(
    `with gone as (delete from message_flag where message_id = any ($1) returning user_id)
     select distinct user_id from gone order by 1`,
    [ids],
  )
  for (const table of ['reaction', 'submessage', 'group_mention']) {
    await tx.query(`delete from ${table} where message_id = any ($1)`, [ids])
  }
  const claims = await tx.query<{ id: number }>(
    'select distinct attachment_id as id from attachment_message where message_id = any ($1) order by 1',
    [ids],
  )
  await tx.query('delete from message where id = any ($1)', [ids])
  return { flagged: flagged.map((row) => row.user_id), claims: claims.map((row) => row.id) }
}
