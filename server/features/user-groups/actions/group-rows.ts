import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import { findGroups, type GroupRow } from '../repository.ts'

/** @throws {ApiError} unless there is such a group */
export async function readAnyGroup(db: ReadDb, id: number): Promise<GroupRow> {
  const [group] = await findGroups(db, id)
  if (!group) throw new ApiError('BAD_REQUEST', 'Invalid user group')
  return group
}

/** @throws {ApiError} unless there is such a group, in use */
export async function readGroup(db: ReadDb, id: number): Promise<GroupRow> {
  const group = await readAnyGroup(db, id)
  if (group.deactivated) throw new ApiError('BAD_REQUEST', 'User group is deactivated.')
  return group
}

/** The group's row locked, also of one that is no longer in use; what the check saw may have changed since. */
export async function lockAnyGroup(tx: ActionTx, id: number): Promise<GroupRow> {
  await tx.query('select from user_group where id = $1 for no key update', [id])
  return readAnyGroup(tx, id)
}

/** @throws {ApiError} when it is not in use any more */
export async function lockGroup(tx: ActionTx, id: number): Promise<GroupRow> {
  await lockAnyGroup(tx, id)
  return readGroup(tx, id)
}

/** @throws {ApiError} naming the first who is no active user */
export async function requireActive(db: ReadDb, users: readonly number[]): Promise<void> {
  const rows = await db.query<{ id: number }>('select id from user_account where id = any ($1) and is_active', [users])
  const wrong = users.find((id) => !rows.some((row) => row.id === id))
  if (wrong !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user ID: ${wrong}`)
}

/** @throws {ApiError} unless all of them are groups in use */
export async function requireGroups(db: ReadDb, groups: readonly number[]): Promise<void> {
  if (groups.length === 0) return
  const rows = await db.query<{ id: number }>(
    'select id from user_group where id = any ($1) and not deactivated and not is_anonymous',
    [groups],
  )
  const wrong = groups.find((id) => !rows.some((row) => row.id === id))
  if (wrong !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user group ID: ${wrong}`)
}

/** Under the order: they belong to the group from the next message on. */
export async function openPeriods(
  tx: ActionTx,
  group: number,
  users: readonly number[],
  lastMessage: number,
): Promise<void> {
  await tx.query(
    'insert into user_group_period (group_id, user_id, messages) select $1, u, int8range($3, null) from unnest($2::int[]) u',
    [group, users, lastMessage + 1],
  )
}

export async function insertSubgroups(tx: ActionTx, group: number, subgroups: readonly number[]): Promise<void> {
  await tx.query('insert into user_group_subgroup select $1, s from unnest($2::int[]) s', [group, subgroups])
}
