import type { ReadDb } from '../../../db/database.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import type { Actor } from '../../../http/call.ts'
import { requireMayChangeMembers } from '../policy.ts'
import { readRights } from '../rights.ts'
import { emitMembers } from './events.ts'
import { openPeriods, readGroup } from './group-rows.ts'

/** @throws {ApiError} unless the actor may add other people to the group */
export async function checkAddToGroup(db: ReadDb, actor: Actor, id: number): Promise<void> {
  await readGroup(db, id)
  // 0 is nobody, so not the actor.
  requireMayChangeMembers(actor, await readRights(db, actor.id, id), { add: [0], remove: [] })
}

/** For the transaction that makes an account, before it takes the order. */
export async function lockGroups(tx: ActionTx, groups: readonly number[]): Promise<void> {
  await tx.query('select from user_group where id = any ($1) order by id for no key update', [groups])
}

/** A new account comes to these groups, as far as they are in use and who chose them may still add people to them. */
export async function addToGroups(
  tx: ActionTx,
  groups: readonly number[],
  { user, inviter }: { readonly user: number; readonly inviter: number },
): Promise<void> {
  if (groups.length === 0) return
  const { lastMessage } = await tx.takeOrder()
  const rows = await tx.query<{ id: number }>(
    'select id from user_group where id = any ($1) and not deactivated and not is_system_group order by id',
    [groups],
  )
  for (const { id } of rows) {
    const { manage, add } = await readRights(tx, inviter, id)
    if (!manage && !add) continue
    await openPeriods(tx, id, [user], lastMessage)
    emitMembers(tx, 'add_members', id, [user])
  }
}
