import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireMayChangeMembers, requireMayChangeSubgroups } from '../policy.ts'
import { readRights } from '../rights.ts'
import { emitMembers, emitSubgroups } from './events.ts'
import { insertSubgroups, lockGroup, openPeriods, readGroup, requireActive, requireGroups } from './group-rows.ts'

/** Ids of people, or of groups. */
export interface Change {
  readonly add: readonly number[]
  readonly remove: readonly number[]
}
export interface MembersChange extends Change {
  readonly subgroups: Change
}

/** @throws {ApiError} for who may not, for people and groups that cannot be added, and when there is nothing to do */
export async function checkChangeMembers(
  core: Core,
  actor: Actor,
  id: number,
  change: MembersChange,
): Promise<MembersChange> {
  await readGroup(core.db, id)
  const rights = await readRights(core.db, actor.id, id)
  const { subgroups } = change
  const isAboutSubgroups = subgroups.add.length + subgroups.remove.length > 0
  if (isAboutSubgroups) requireMayChangeSubgroups(rights, subgroups)
  if (change.add.length + change.remove.length > 0 || !isAboutSubgroups) requireMayChangeMembers(actor, rights, change)
  if (change.add.length + change.remove.length === 0 && !isAboutSubgroups) {
    throw new ApiError('BAD_REQUEST', 'Nothing to do. Specify at least one of "add", "delete".')
  }
  await requireActive(core.db, change.add)
  await requireGroups(core.db, subgroups.add)
  return { ...withoutTwins(change, 'User'), subgroups: withoutTwins(subgroups, 'User group') }
}

function withoutTwins(change: Change, kind: string): Change {
  const add = [...new Set(change.add)]
  const remove = [...new Set(change.remove)]
  const both = add.find((id) => remove.includes(id))
  if (both !== undefined) throw new ApiError('BAD_REQUEST', `${kind} ${both} cannot be added and removed at once`)
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
    await changePeople(tx, id, change, lastMessage)
    await changeSubgroups(tx, id, change.subgroups)
  })
}

async function changePeople(tx: ActionTx, id: number, change: Change, lastMessage: number): Promise<void> {
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
}

/** Under the order, so that no two changes can close a circle together. */
async function changeSubgroups(tx: ActionTx, id: number, change: Change): Promise<void> {
  if (change.add.length + change.remove.length === 0) return
  await requireGroups(tx, change.add)
  const rows = await tx.query<{ id: number }>('select subgroup_id as id from user_group_subgroup where group_id = $1', [
    id,
  ])
  const present = change.add.find((group) => rows.some((row) => row.id === group))
  if (present !== undefined) {
    throw new ApiError('BAD_REQUEST', `User group ${present} is already a subgroup of this group.`)
  }
  const absent = change.remove.find((group) => !rows.some((row) => row.id === group))
  if (absent !== undefined) throw new ApiError('BAD_REQUEST', `User group ${absent} is not a subgroup of this group.`)
  const circle = await tx.query('select from unnest($2::int[]) s where $1 in (select groups_within(s))', [
    id,
    change.add,
  ])
  if (circle.length > 0) {
    throw new ApiError('BAD_REQUEST', `User group ${id} is already a subgroup of one of the passed subgroups.`)
  }
  await insertSubgroups(tx, id, change.add)
  await tx.query('delete from user_group_subgroup where group_id = $1 and subgroup_id = any ($2)', [id, change.remove])
  emitSubgroups(tx, 'add_subgroups', id, change.add)
  emitSubgroups(tx, 'remove_subgroups', id, change.remove)
}
