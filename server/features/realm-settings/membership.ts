import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { readRealmSettings } from './settings.ts'

/** @throws {ApiError} for an address that the organization does not take people with */
export async function checkAddress(db: ReadDb, email: string): Promise<void> {
  const { emails_restricted_to_domains: isRestricted } = await readRealmSettings(db)
  if (!isRestricted) return
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  // `+` makes as many addresses of one mailbox as somebody likes.
  const allowed = await db.query(
    `select from realm_domain where domain = $1 or (allow_subdomains and right($1, length(domain) + 1) = '.' || domain)`,
    [domain],
  )
  if (allowed.length > 0 && !email.includes('+')) return
  throw new ApiError('BAD_REQUEST', `Your email address, ${email}, is not in one of the domains of this organization.`)
}

/** @throws {ApiError} when names are unique and somebody else has this one, in whatever letters */
export async function requireFreeName(db: ReadDb, user: number, fullName: string): Promise<void> {
  const { require_unique_names: isUnique } = await readRealmSettings(db)
  if (!isUnique) return
  const taken = await db.query(
    'select from user_account where lower(full_name) = lower($1) and id <> $2 and is_active and not is_bot limit 1',
    [fullName, user],
  )
  if (taken.length > 0) throw new ApiError('BAD_REQUEST', 'Unique names required in this organization.')
}
