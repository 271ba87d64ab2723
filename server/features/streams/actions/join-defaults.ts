import type { ActionTx } from '../../../db/transaction.ts'
import { subscribe } from './subscribe.ts'

/** Subscribes a new member where everybody is, as the last step of a transaction. */
export async function joinDefaultStreams(tx: ActionTx, user: number): Promise<void> {
  const streams = await tx.query<{ name: string; description: string }>(
    `select s.name, s.description from default_stream d join stream s on s.id = d.stream_id
     where not s.invite_only and not s.is_archived order by s.id`,
  )
  if (streams.length > 0)
    await subscribe(tx, { id: user }, { streams, users: [user], inviteOnly: false, publicHistory: true })
}
