import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import { findProfileFields, toWireField } from '../repository.ts'

const TO_ALL = { audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null }

export async function emitFields(tx: ActionTx): Promise<void> {
  const fields = (await findProfileFields(tx)).map(toWireField)
  tx.emit({ type: 'custom_profile_fields', ...TO_ALL, payload: { fields } })
}

/** @param value null: none any more */
export function emitValue(
  tx: ActionTx,
  user: number,
  field: number,
  value: string | null,
  rendered: string | null,
): void {
  const custom_profile_field = { id: field, value, ...(rendered === null ? {} : { rendered_value: rendered }) }
  const payload = { op: 'update', person: { user_id: user, custom_profile_field } }
  tx.emit({ type: 'realm_user', ...TO_ALL, payload })
}
