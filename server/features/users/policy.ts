import { ApiError } from '../../contract/errors.ts'
import { requireAdministrator, requireOwner } from '../../lib/require-role.ts'

const MAX_FULL_NAME = 100
/** Markdown's and mentions' own characters: https://zulip.com/help/change-your-name */
const INVALID_IN_NAME = /[*`\\>"@\p{C}]/u

/** @returns the name as it is stored @throws {ApiError} for one that would be taken for markup, or be seen as another's */
export function checkFullName(given: string): string {
  const name = given.trim().normalize('NFC')
  if (name.length > MAX_FULL_NAME) throw new ApiError('BAD_REQUEST', 'Name too long!')
  if (name === '') throw new ApiError('BAD_REQUEST', 'Name too short!')
  if (INVALID_IN_NAME.test(name)) throw new ApiError('BAD_REQUEST', 'Invalid characters in name!')
  // A mention of `Ada|7` names the account 7.
  if (/\|\d+$/.test(name)) throw new ApiError('BAD_REQUEST', 'Invalid format!')
  return name
}

/** Administrators have Zulip's `can_create_users`, their programs have not. @throws {ApiError} */
export function requireMayCreateUsers(actor: { readonly role: number; readonly isBot: boolean }): void {
  if (actor.role > 200 || actor.isBot) throw new ApiError('BAD_REQUEST', 'User not authorized to create users')
}

/**
 * Administrators change accounts, owners' only owners do; only owners make owners.
 * @throws {ApiError}
 */
export function requireMayAdminister(
  actor: { readonly role: number },
  target: { readonly role: number },
  newRole?: number,
): void {
  requireAdministrator(actor)
  if (target.role === 100 || newRole === 100) requireOwner(actor)
}
