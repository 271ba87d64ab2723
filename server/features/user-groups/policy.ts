import { ApiError } from '../../contract/errors.ts'

interface Person {
  readonly id: number
  readonly role: number
}
interface Group {
  readonly is_system_group: boolean
  readonly creator_id: number | null
}

/** @throws {ApiError} for guests */
export function requireMayCreateGroup(actor: Person): void {
  if (actor.role > 400) throw denied()
}

/** @throws {ApiError} unless the actor made the group, or administers the organization */
export function requireMayManageGroup(actor: Person, group: Group): void {
  const isManager = actor.role <= 200 || (actor.role <= 400 && group.creator_id === actor.id)
  if (group.is_system_group || !isManager) throw denied()
}

/** Everybody may leave a group; all else is for who manages it. @throws {ApiError} */
export function requireMayChangeMembers(
  actor: Person,
  group: Group,
  change: { readonly add: readonly number[]; readonly remove: readonly number[] },
): void {
  const isLeaving = change.add.length === 0 && change.remove.every((id) => id === actor.id)
  if (group.is_system_group || !isLeaving) requireMayManageGroup(actor, group)
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

function denied(): ApiError {
  return new ApiError('BAD_REQUEST', 'Insufficient permission')
}
