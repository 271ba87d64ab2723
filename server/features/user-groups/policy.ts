import { ApiError } from '../../contract/errors.ts'

/** What somebody may do with a group; nobody may do anything with a system group. */
export interface GroupRights {
  readonly manage: boolean
  readonly add: boolean
  readonly remove: boolean
  readonly join: boolean
  readonly leave: boolean
}

/** @throws {ApiError} */
export function requireMayManageGroup(rights: GroupRights): void {
  if (!rights.manage) throw denied()
}

/** Who comes alone joins, who goes alone leaves: these have permissions of their own. @throws {ApiError} */
export function requireMayChangeMembers(
  actor: { readonly id: number },
  rights: GroupRights,
  change: { readonly add: readonly number[]; readonly remove: readonly number[] },
): void {
  const isSelf = (ids: readonly number[]) => ids.every((id) => id === actor.id)
  const mayAdd = rights.manage || rights.add || change.add.length === 0 || (rights.join && isSelf(change.add))
  const mayRemove =
    rights.manage || rights.remove || change.remove.length === 0 || (rights.leave && isSelf(change.remove))
  if (!mayAdd || !mayRemove) throw denied()
}

/** @throws {ApiError} */
export function requireMayChangeSubgroups(
  rights: GroupRights,
  change: { readonly add: readonly number[]; readonly remove: readonly number[] },
): void {
  const mayAdd = rights.manage || rights.add || change.add.length === 0
  const mayRemove = rights.manage || rights.remove || change.remove.length === 0
  if (!mayAdd || !mayRemove) throw denied()
}

const MAX_NAME = 100
/** They would be taken for a mention or for what the system itself names so. */
const RESERVED = ['@', 'role:', 'user:', 'stream:', 'channel:']

/** @returns the name as it is stored @throws {ApiError} for one that no group can have */
export function checkGroupName(given: string): string {
  const name = given.trim()
  if (name === '') throw new ApiError('BAD_REQUEST', "User group name can't be empty!")
  if (name.length > MAX_NAME) {
    throw new ApiError('BAD_REQUEST', `User group name cannot exceed ${MAX_NAME} characters.`)
  }
  for (const prefix of RESERVED) {
    if (name.startsWith(prefix)) throw new ApiError('BAD_REQUEST', `User group name cannot start with '${prefix}'.`)
  }
  return name
}

export function denied(): ApiError {
  return new ApiError('BAD_REQUEST', 'Insufficient permission')
}
