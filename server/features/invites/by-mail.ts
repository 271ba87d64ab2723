import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'

/** Address, why nothing was sent to it, and whether its account is closed. */
type Skipped = readonly [email: string, reason: string, isDeactivated: boolean]

/**
 * Why nobody was invited by mail: https://zulip.com/api/send-invites. Whatever else is wrong, this server sends no mail.
 * @param emails separated by commas or line ends
 */
export async function refusalOfMail(db: ReadDb, emails: string): Promise<ApiError> {
  const wanted = new Set(
    emails
      .split(/[\n,]/)
      .map(toAddress)
      .filter((email) => email !== ''),
  )
  if (wanted.size === 0) return new ApiError('BAD_REQUEST', 'You must specify at least one email address.')
  const rows = await db.query<{ email: string; is_active: boolean }>(
    'select lower(delivery_email) as email, is_active from user_account where lower(delivery_email) = any ($1)',
    [[...wanted].map((email) => email.toLowerCase())],
  )
  const accounts = new Map(rows.map((row) => [row.email, row.is_active]))
  return new ApiError('INVITATION_FAILED', "We weren't able to invite anyone.", {
    errors: [...wanted].map((email) => skip(email, accounts.get(email.toLowerCase()))),
    sent_invitations: false,
    license_limit_reached: false,
    daily_limit_reached: false,
  })
}

/** Also of `Ada <ada@acme.test>`. */
function toAddress(written: string): string {
  return (/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written).trim()
}

function skip(email: string, isActive: boolean | undefined): Skipped {
  if (isActive === true) return [email, 'Already has an account.', false]
  if (isActive === false) return [email, 'Account has been deactivated.', true]
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return [email, 'Invalid address.', false]
  return [email, 'This server sends no mail. Create an invitation link instead.', false]
}
