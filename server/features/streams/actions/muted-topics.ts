import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import { findMutedTopics } from '../muted-topics.ts'

/** Streams came into sight, left it, or got other names: who has muted topics there is told which these are now. */
export async function emitMutedTopics(
  tx: ActionTx,
  where: { stream?: number; users?: readonly number[] },
): Promise<void> {
  const rows = await tx.query<{ id: number }>(
    `select distinct user_id as id from user_topic where policy = 1 and ($1::int is null or recipient_id = $1)
       and ($2::int[] is null or user_id = any ($2)) order by 1`,
    [where.stream ?? null, where.users ?? null],
  )
  for (const { id } of rows) {
    tx.emit({
      type: 'muted_topics',
      audience: AUDIENCE.users,
      users: [id],
      recipient_id: null,
      message_id: null,
      payload: { muted_topics: await findMutedTopics(tx, id) },
    })
  }
}
