import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { checkAddress } from '../realm-settings/index.ts'

/** Address, why nothing was sent to it, and whether its account is closed. */
type Skipped = readonly [email: string, reason: string, isDeactivated: boolean]

export interface Addressees {
  readonly invited: readonly string[]
  readonly skipped: readonly Skipped[]
}

/**
 * Whom a list of addresses invites: https://zulip.com/api/send-invites.
 * @param emails separated by commas or line ends
 * @param sendsMail without a mail server nobody can be invited by mail
 * @throws {ApiError} when that is nobody
 */
export async function checkAddressees(db: ReadDb, emails: string, sendsMail: boolean): Promise<Addressees> {
  const wanted = readAddresses(emails)
  if (wanted.length === 0) throw new ApiError('BAD_REQUEST', 'You must specify at least one email address.')
  const rows = await db.query<{ email: string; is_active: boolean }>(
    'select lower(delivery_email) as email, is_active from user_account where lower(delivery_email) = any ($1)',
    [wanted.map((email) => email.toLowerCase())],
  )
  const accounts = new Map(rows.map((row) => [row.email, row.is_active]))
  const invited: string[] = []
  const skipped: Skipped[] = []
  for (const email of wanted) {
    const skip = (await refusalOf(db, email, accounts.get(email.toLowerCase()))) ?? (sendsMail ? undefined : NO_MAIL)
    if (skip) skipped.push([email, ...skip])
    else invited.push(email)
  }
  if (invited.length === 0) throw invitationFailed("We weren't able to invite anyone.", skipped)
  return { invited, skipped }
}

/** What is answered when some were invited and others not. */
export function partlyInvited(skipped: readonly Skipped[]): ApiError {
  const msg = 'Some of those addresses could not be invited. We did send invitations to everyone else!'
  return invitationFailed(msg, skipped, { sent_invitations: true })
}

export function invitationFailed(msg: string, errors: readonly Skipped[], more: object = {}): ApiError {
  const limits = { license_limit_reached: false, daily_limit_reached: false }
  return new ApiError('INVITATION_FAILED', msg, { errors, sent_invitations: false, ...limits, ...more })
}

/** Each once, also of `Ada <ada@acme.test>`. */
function readAddresses(emails: string): string[] {
  const found = new Map<string, string>()
  for (const written of emails.split(/[\n,]/)) {
    const email = (/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written).trim()
    if (email !== '' && !found.has(email.toLowerCase())) found.set(email.toLowerCase(), email)
  }
  return [...found.values()]
}

type Reason = readonly [reason: string, isDeactivated: boolean]
const NO_MAIL: Reason = ['This server sends no mail. Create an invitation link instead.', false]

async function refusalOf(db: ReadDb, email: string, isActive: boolean | undefined): Promise<Reason | undefined> {
  if (isActive === true) return ['Already has an account.', false]
  if (isActive === false) return ['Account has been deactivated.', true]
  // What could end a header or hold a second address is none.
  if (email.length > 254 || !/^[^\s@<>"(),:;[\]\\\p{C}]+@[^\s@<>"(),:;[\]\\\p{C}]+$/u.test(email)) {
    return ['Invalid address.', false]
  }
  const isOutside = await checkAddress(db, email).then(
    () => false,
    () => true,
  )
  return isOutside ? ['Outside your domain.', false] : undefined
}
