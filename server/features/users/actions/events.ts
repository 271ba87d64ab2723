import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'

/** https://zulip.com/api/get-events#realm_user-add, to everybody. */
export function emitPerson(tx: ActionTx, op: 'add' | 'update', person: Readonly<Record<string, unknown>>): void {
  const payload = { op, person }
  tx.emit({
    type: 'realm_user',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload,
  })
}

/** Something that concerns one user alone. */
export function emitTo(tx: ActionTx, user: number, type: string, payload: Readonly<Record<string, unknown>>): void {
  tx.emit({ type, audience: AUDIENCE.users, users: [user], recipient_id: null, message_id: null, payload })
}
