import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { checkGroupName, requireMayCreateGroup, requireMayManageGroup } from '../policy.ts'
import { findGroups, type GroupRow, readSystemGroups } from '../repository.ts'
import { toWireGroup } from '../wire.ts'
import { emitGroup } from './events.ts'
import { lockGroup, openPeriods, readGroup, requireActive } from './group-rows.ts'

export interface NewGroup {
  readonly name: string
  readonly description: string
  readonly members: readonly number[]
}

/** @throws {ApiError} for who may not create groups, and for names and people that cannot be */
export async function checkCreateGroup(core: Core, actor: Actor, group: NewGroup): Promise<NewGroup> {
  requireMayCreateGroup(actor)
  const members = [...new Set(group.members)]
  await requireActive(core.db, members)
  return { ...group, name: checkGroupName(group.name), members }
}

/** @returns the group's id @throws {ApiError} when the name is taken */
export async function doCreateGroup(core: Core, actor: Actor, group: NewGroup): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    const { lastMessage } = await tx.takeOrder()
    const [made] = await tx.query<{ id: number }>(
      'insert into user_group (name, description, creator_id) values ($1, $2, $3) on conflict do nothing returning id',
      [group.name, group.description, actor.id],
    )
    if (!made) throw nameTaken(group.name)
    await openPeriods(tx, made.id, group.members, lastMessage)
    const [row] = await findGroups(tx, made.id)
    if (!row) throw new Error('The new group cannot be read')
    emitGroup(tx, { op: 'add', group: toWireGroup(row, await readSystemGroups(tx)) })
    return made.id
  })
}

/** @throws {ApiError} unless there is such a group and the actor manages it */
export async function checkManageGroup(core: Core, actor: Actor, id: number): Promise<GroupRow> {
  const group = await readGroup(core.db, id)
  requireMayManageGroup(actor, group)
  return group
}

/** @throws {ApiError} when the new name is taken, or the group was deactivated meanwhile */
export async function doUpdateGroup(
  core: Core,
  id: number,
  change: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<void> {
  const name = change.name === undefined ? undefined : checkGroupName(change.name)
  await transact(core.db, core.log, async (tx) => {
    const group = await lockGroup(tx, id)
    // Names are given out under the order, so no two groups can come to one at once.
    await tx.takeOrder()
    const taken = await tx.query(
      'select from user_group where lower(name) = lower($1) and id <> $2 and not deactivated',
      [name ?? '', id],
    )
    if (name !== undefined && taken.length > 0) throw nameTaken(name)
    const data: { name?: string; description?: string } = {}
    if (name !== undefined && name !== group.name) data.name = name
    if (change.description !== undefined && change.description !== group.description) {
      data.description = change.description
    }
    if (Object.keys(data).length === 0) return
    await tx.query('update user_group set name = $2, description = $3 where id = $1', [
      id,
      data.name ?? group.name,
      data.description ?? group.description,
    ])
    emitGroup(tx, { op: 'update', group_id: id, data })
  })
}

/** Nobody can be mentioned by it any more; what it meant in earlier messages stays. */
export async function doDeactivateGroup(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lockGroup(tx, id)
    await tx.query('update user_group set deactivated = true where id = $1', [id])
    emitGroup(tx, { op: 'update', group_id: id, data: { deactivated: true } })
  })
}

function nameTaken(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `User group '${name}' already exists.`)
}
