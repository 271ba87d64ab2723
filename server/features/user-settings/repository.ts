import { DEFAULT_USER_SETTINGS, type UserSettingName, type UserSettings } from '../../contract/settings/user.ts'
import type { ReadDb } from '../../db/database.ts'

/** What is kept: only what differs from the default, or was once chosen. */
export type StoredSettings = Readonly<Record<string, unknown>>

/** Known settings with their stored values, else their defaults. */
export function complete(stored: StoredSettings, timezone = ''): UserSettings {
  const settings: Record<string, unknown> = { ...DEFAULT_USER_SETTINGS, timezone }
  for (const name in stored) if (name in settings && name !== 'timezone') settings[name] = stored[name]
  return settings as unknown as UserSettings
}

/** The settings of these users by id; who does not exist is missing. */
export async function readUserSettings(db: ReadDb, users: readonly number[]): Promise<Map<number, UserSettings>> {
  const rows = await db.query<{ id: number; settings: StoredSettings; timezone: string }>(
    'select id, settings, timezone from user_account where id = any ($1)',
    [users],
  )
  return new Map(rows.map((row) => [row.id, complete(row.settings, row.timezone)]))
}

/** One setting of one user; of somebody who does not exist, the default. */
export async function readUserSetting<Name extends UserSettingName>(
  db: ReadDb,
  user: number,
  name: Name,
): Promise<UserSettings[Name]> {
  return ((await readUserSettings(db, [user])).get(user) ?? DEFAULT_USER_SETTINGS)[name]
}

/** What new accounts start with. */
export async function readDefaultSettings(db: ReadDb): Promise<UserSettings> {
  const [row] = await db.query<{ settings: StoredSettings }>(
    'select user_settings_defaults as settings from organization',
  )
  return complete(row?.settings ?? {})
}
