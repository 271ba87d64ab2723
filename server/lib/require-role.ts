import { ApiError } from '../contract/errors.ts'

/** Whoever calls; roles are Zulip's: 100 owner … 600 guest. */
interface Person {
  readonly role: number
}

/** @throws {ApiError} UNAUTHORIZED_PRINCIPAL unless they administer the organization */
export function requireAdministrator({ role }: Person): void {
  if (role > 200) throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Must be an organization administrator')
}

/** @throws {ApiError} UNAUTHORIZED_PRINCIPAL unless they own the organization */
export function requireOwner({ role }: Person): void {
  if (role !== 100) throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Must be an organization owner')
}
