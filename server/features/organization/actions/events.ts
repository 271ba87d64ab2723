import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'

/** What concerns the organization as a whole. */
export function emitToAll(tx: ActionTx, type: string, payload: Readonly<Record<string, unknown>>): void {
  tx.emit({ type, audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null, payload })
}
