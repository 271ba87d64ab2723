import type { GroupSettingChange, GroupSettingValue } from '../../../contract/chat/group-setting.ts'
import type { ReadDb } from '../../../db/database.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import type { GroupRow } from '../repository.ts'
import {
  checkSetting,
  dropSetting,
  isSameSetting,
  readShownSettings,
  requireOld,
  type SettingRule,
  storeSetting,
} from '../setting.ts'
import { GROUP_SETTINGS, type GroupSettingName } from '../wire.ts'

export type GroupSettings = { readonly [name in GroupSettingName]?: GroupSettingValue | undefined }
export type GroupSettingChanges = { readonly [name in GroupSettingName]?: GroupSettingChange | undefined }

const RULES: Readonly<Record<GroupSettingName, SettingRule>> = {
  can_add_members_group: { name: 'can_add_members_group' },
  can_join_group: { name: 'can_join_group' },
  can_leave_group: { name: 'can_leave_group' },
  can_manage_group: { name: 'can_manage_group', not: ['role:everyone'] },
  can_mention_group: { name: 'can_mention_group', not: ['role:owners'] },
  can_remove_members_group: { name: 'can_remove_members_group' },
}

/** The permissions of a new group: who made it manages it. @throws {ApiError} */
export async function checkNewSettings(
  db: ReadDb,
  actor: number,
  given: GroupSettings,
): Promise<Record<GroupSettingName, GroupSettingValue>> {
  const rows = await db.query<{ everyone: number; nobody: number }>(
    "select system_group('role:everyone') as everyone, system_group('role:nobody') as nobody",
  )
  const { everyone = 0, nobody = 0 } = rows[0] ?? {}
  const maker = { direct_members: [actor], direct_subgroups: [] }
  const settings: Record<GroupSettingName, GroupSettingValue> = {
    can_add_members_group: maker,
    can_join_group: nobody,
    can_leave_group: everyone,
    can_manage_group: maker,
    can_mention_group: everyone,
    can_remove_members_group: nobody,
  }
  for (const name of GROUP_SETTINGS) {
    const value = given[name]
    if (value !== undefined) settings[name] = await checkSetting(db, value, RULES[name])
  }
  return settings
}

/** @returns the new values of what changes @throws {ApiError} also when something is not what the caller believed */
export async function checkChangedSettings(
  db: ReadDb,
  group: GroupRow,
  changes: GroupSettingChanges,
): Promise<GroupSettings> {
  const shown = await readShownSettings(db)
  const settings: { [name in GroupSettingName]?: GroupSettingValue } = {}
  for (const name of GROUP_SETTINGS) {
    const change = changes[name]
    if (change === undefined) continue
    requireOld(change, shown.show(group[name]))
    settings[name] = await checkSetting(db, change.new, RULES[name])
  }
  return settings
}

export async function storeNewSettings(tx: ActionTx, group: number, settings: GroupSettings): Promise<void> {
  for (const name of GROUP_SETTINGS) {
    const value = settings[name]
    if (value !== undefined) await setColumn(tx, group, name, await storeSetting(tx, value))
  }
}

/** @returns what changed, as the event tells it */
export async function storeChangedSettings(
  tx: ActionTx,
  group: GroupRow,
  settings: GroupSettings,
): Promise<GroupSettings> {
  const shown = await readShownSettings(tx)
  const changed: { [name in GroupSettingName]?: GroupSettingValue } = {}
  for (const name of GROUP_SETTINGS) {
    const value = settings[name]
    if (value === undefined || isSameSetting(value, shown.show(group[name]))) continue
    await setColumn(tx, group.id, name, await storeSetting(tx, value))
    await dropSetting(tx, group[name])
    changed[name] = value
  }
  return changed
}

async function setColumn(tx: ActionTx, group: number, name: GroupSettingName, value: number): Promise<void> {
  await tx.query(`update user_group set ${name} = $2 where id = $1`, [group, value])
}
