import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireMayChangeMembers } from '../policy.ts'
import { emitMembers } from './events.ts'
import { lockGroup, openPeriods, readGroup, requireActive } from './group-rows.ts'

export interface MembersChange {
  readonly add: readonly number[]
  readonly remove: readonly number[]
}

/** @throws {ApiError} for who may not, for people who cannot be added, and when there is nothing to do */
export async function checkChangeMembers(
  core: Core,
  actor: Actor,
  id: number,
  change: MembersChange,
): Promise<MembersChange> {
  const group = await readGroup(core.db, id)
  requireMayChangeMembers(actor, group, change)
  if (change.add.length + change.remove.length === 0) {
    throw new ApiError('BAD_REQUEST', 'Nothing to do. Specify at least one of "add", "delete".')
  }
  await requireActive(core.db, change.add)
  const add = [...new Set(change.add)]
  const remove = [...new Set(change.remove)]
  const both = add.find((user) => remove.includes(user))
  if (both !== undefined) throw new ApiError('BAD_REQUEST', `User ${both} cannot be added and removed at once`)
  return { add, remove }
}

/**
 * Membership begins and ends between two messages: a mention concerns who was in the group when it was sent.
 * @throws {ApiError} when somebody to add is in the group already, or somebody to remove is not
 */
export async function doChangeMembers(core: Core, id: number, change: MembersChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // The group's row stands for its periods: whoever changes them holds it.
    await lockGroup(tx, id)
    const { lastMessage } = await tx.takeOrder()
    const rows = await tx.query<{ user_id: number }>(
      'select user_id from user_group_period where group_id = $1 and upper_inf(messages)',
      [id],
    )
    const members = new Set(rows.map((row) => row.user_id))
    const present = change.add.find((user) => members.has(user))
    if (present !== undefined) throw new ApiError('BAD_REQUEST', `User ${present} is already a member of this group`)
    const absent = change.remove.find((user) => !members.has(user))
    if (absent !== undefined) throw new ApiError('BAD_REQUEST', `There is no member '${absent}' in this user group`)
    await openPeriods(tx, id, change.add, lastMessage)
    await tx.query(
      `update user_group_period set messages = int8range(lower(messages), $3)
       where group_id = $1 and user_id = any ($2) and upper_inf(messages)`,
      [id, change.remove, lastMessage + 1],
    )
    emitMembers(tx, 'add_members', id, change.add)
    emitMembers(tx, 'remove_members', id, change.remove)
  })
}
