import type { ActionTx } from '../../../db/transaction.ts'

/**
 * Locks the active owners and the account itself, in order of id, so that two owners who leave at once cannot both be
 * "not the last". Others may still refer to these accounts.
 * @returns the active owners, people all of them
 */
export async function lockOwners(tx: ActionTx, userId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number; is_owner: boolean }>(
    `select id, role = 100 and is_active and not is_bot as is_owner from user_account
     where (role = 100 and is_active and not is_bot) or id = $1
     order by id for no key update`,
    [userId],
  )
  return rows.filter((row) => row.is_owner).map((row) => row.id)
}
