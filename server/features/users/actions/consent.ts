import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'

/**
 * https://zulip.com/api/get-events#realm_export_consent, to administrators: whether somebody lets their private data be
 * exported. Told when it changes, and of whom they could not know yet.
 */
export async function emitConsent(tx: ActionTx, userId: number): Promise<void> {
  const [user] = await tx.query<{ consented: boolean; administrators: number[] }>(
    `select coalesce((settings->>'allow_private_data_export')::boolean, false) as consented,
       array(select id from user_account where role <= 200 and is_active and not is_bot order by id) as administrators
     from user_account where id = $1 and not is_bot`,
    [userId],
  )
  if (!user) return
  const to = { audience: AUDIENCE.users, users: user.administrators, recipient_id: null, message_id: null }
  tx.emit({ type: 'realm_export_consent', ...to, payload: { user_id: userId, consented: user.consented } })
}
