import type { GroupSettingValue } from '../../contract/chat/group-setting.ts'
import { PERMISSION_NAMES, type PermissionName } from '../../contract/settings/realm.ts'
import type { ReadDb } from '../../db/database.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { readShownSettings, readSystemGroups } from '../user-groups/index.ts'

/** Who may do what in the organization, as the API shows it. */
export async function readPermissions(db: ReadDb): Promise<Readonly<Record<PermissionName, GroupSettingValue>>> {
  const settings = await readRealmSettings(db)
  const [system, shown] = [await readSystemGroups(db), await readShownSettings(db)]
  const show = (value: number | string) => shown.show(typeof value === 'number' ? value : (system.get(value) ?? null))
  const entries = PERMISSION_NAMES.map((name) => [name, show(settings[name])] as const)
  return Object.fromEntries(entries) as Record<PermissionName, GroupSettingValue>
}
