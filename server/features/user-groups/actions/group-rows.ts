import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import { findGroups, type GroupRow } from '../repository.ts'

/** @throws {ApiError} unless there is such a group, in use */
export async function readGroup(db: ReadDb, id: number): Promise<GroupRow> {
  const [group] = await findGroups(db, id)
  if (!group) throw new ApiError('BAD_REQUEST', 'Invalid user group')
  if (group.deactivated) throw new ApiError('BAD_REQUEST', 'User group is deactivated.')
  return group
}

/** The group with its row locked; what the check saw may have changed since. */
export async function lockGroup(tx: ActionTx, id: number): Promise<GroupRow> {
  await tx.query('select from user_group where id = $1 for no key update', [id])
  return readGroup(tx, id)
}

/** @throws {ApiError} naming the first who is no active user */
export async function requireActive(db: ReadDb, users: readonly number[]): Promise<void> {
  const rows = await db.query<{ id: number }>('select id from user_account where id = any ($1) and is_active', [users])
  const wrong = users.find((id) => !rows.some((row) => row.id === id))
  if (wrong !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user ID: ${wrong}`)
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
