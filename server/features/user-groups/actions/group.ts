import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { checkGroupName, requireMayManageGroup } from '../policy.ts'
import { findGroups, type GroupRow } from '../repository.ts'
import { findObjections, readRights, requireMayCreateGroup } from '../rights.ts'
import { readShownSettings } from '../setting.ts'
import { toWireGroup } from '../wire.ts'
import { emitGroup } from './events.ts'
import {
  insertSubgroups,
  lockAnyGroup,
  lockGroup,
  openPeriods,
  readAnyGroup,
  readGroup,
  requireActive,
  requireGroups,
} from './group-rows.ts'
import {
  checkChangedSettings,
  checkNewSettings,
  type GroupSettingChanges,
  type GroupSettings,
  storeChangedSettings,
  storeNewSettings,
} from './group-settings.ts'

export interface NewGroup {
  readonly name: string
  readonly description: string
  readonly members: readonly number[]
  readonly subgroups: readonly number[]
  readonly settings: GroupSettings
}

/** @throws {ApiError} for who may not create groups, and for names, people and groups that cannot be */
export async function checkCreateGroup(core: Core, actor: Actor, group: NewGroup): Promise<NewGroup> {
  await requireMayCreateGroup(core.db, actor)
  const members = [...new Set(group.members)]
  const subgroups = [...new Set(group.subgroups)]
  await requireActive(core.db, members)
  await requireGroups(core.db, subgroups)
  const settings = await checkNewSettings(core.db, actor.id, group.settings)
  return { ...group, name: checkGroupName(group.name), members, subgroups, settings }
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
    await insertSubgroups(tx, made.id, group.subgroups)
    await storeNewSettings(tx, made.id, group.settings)
    const [row] = await findGroups(tx, made.id)
    if (!row) throw new Error('The new group cannot be read')
    emitGroup(tx, { op: 'add', group: toWireGroup(row, await readShownSettings(tx)) })
    return made.id
  })
}

export interface GroupChange {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly settings: GroupSettings
}

/** A group that is no longer in use can still be renamed. @throws {ApiError} */
export async function checkUpdateGroup(
  core: Core,
  actor: Actor,
  id: number,
  change: Omit<GroupChange, 'settings'> & { readonly settings: GroupSettingChanges },
): Promise<GroupChange> {
  const group = await readAnyGroup(core.db, id)
  requireMayManageGroup(await readRights(core.db, actor.id, id))
  const hasSettings = Object.values(change.settings).some((value) => value !== undefined)
  if (hasSettings) await readGroup(core.db, id)
  if (change.name === undefined && change.description === undefined && !hasSettings) {
    throw new ApiError('BAD_REQUEST', 'No new data supplied')
  }
  const name = change.name === undefined ? undefined : checkGroupName(change.name)
  return { ...change, name, settings: await checkChangedSettings(core.db, group, change.settings) }
}

/** @throws {ApiError} when the new name is taken */
export async function doUpdateGroup(core: Core, id: number, change: GroupChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const group = await lockAnyGroup(tx, id)
    // Names are given out under the order, so no two groups can come to one at once.
    await tx.takeOrder()
    const data = {
      ...(await storeTexts(tx, group, change)),
      ...(await storeChangedSettings(tx, group, change.settings)),
    }
    if (Object.keys(data).length > 0) emitGroup(tx, { op: 'update', group_id: id, data })
  })
}

async function storeTexts(
  tx: ActionTx,
  group: GroupRow,
  { name = group.name, description = group.description }: GroupChange,
): Promise<{ name?: string; description?: string }> {
  const taken = await tx.query(
    'select from user_group where lower(name) = lower($1) and id <> $2 and not deactivated and not is_anonymous',
    [name, group.id],
  )
  if (name !== group.name && taken.length > 0) throw nameTaken(name)
  await tx.query('update user_group set name = $2, description = $3 where id = $1', [group.id, name, description])
  return {
    ...(name === group.name ? {} : { name }),
    ...(description === group.description ? {} : { description }),
  }
}

/** @throws {ApiError} unless there is such a group, the actor manages it, and nothing depends on it */
export async function checkDeactivateGroup(core: Core, actor: Actor, id: number): Promise<void> {
  await readGroup(core.db, id)
  requireMayManageGroup(await readRights(core.db, actor.id, id))
}

/** Nobody can be mentioned by it any more; what it meant in earlier messages stays. @throws {ApiError} */
export async function doDeactivateGroup(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lockGroup(tx, id)
    await tx.takeOrder()
    const objections = await findObjections(tx, id)
    if (objections.length > 0) {
      throw new ApiError('CANNOT_DEACTIVATE_GROUP_IN_USE', 'Cannot deactivate user group in use.', { objections })
    }
    await tx.query('update user_group set deactivated = true where id = $1', [id])
    emitGroup(tx, { op: 'update', group_id: id, data: { deactivated: true } })
  })
}

function nameTaken(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `User group '${name}' already exists.`)
}
