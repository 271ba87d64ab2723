import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import { findGroupsOf } from '../repository.ts'

/** https://zulip.com/api/get-events#user_group-add and those after it. */
export function emitGroup(tx: ActionTx, payload: Readonly<Record<string, unknown>> & { readonly op: string }): void {
  tx.emit({
    type: 'user_group',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload,
  })
}

export type MembersOp = 'add_members' | 'remove_members'

export function emitMembers(tx: ActionTx, op: MembersOp, group: number, users: readonly number[]): void {
  if (users.length > 0) emitGroup(tx, { op, group_id: group, user_ids: users })
}

export function emitSubgroups(
  tx: ActionTx,
  op: 'add_subgroups' | 'remove_subgroups',
  group: number,
  subgroups: readonly number[],
): void {
  if (subgroups.length > 0) emitGroup(tx, { op, group_id: group, direct_subgroup_ids: subgroups })
}

/** Somebody comes to all groups that they belong to: a new account, or one that opens again. */
export async function emitJoined(tx: ActionTx, user: number): Promise<void> {
  for (const group of await findGroupsOf(tx, user)) emitMembers(tx, 'add_members', group, [user])
}

/** Somebody has another role: system groups follow it. `before` is what `findGroupsOf` said under the old one. */
export async function emitRegrouped(tx: ActionTx, user: number, before: readonly number[]): Promise<void> {
  const after = await findGroupsOf(tx, user)
  for (const group of before) if (!after.includes(group)) emitMembers(tx, 'remove_members', group, [user])
  for (const group of after) if (!before.includes(group)) emitMembers(tx, 'add_members', group, [user])
}
