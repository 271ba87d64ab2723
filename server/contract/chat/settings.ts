import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { USER_SETTINGS, type UserSetting, type UserSettingName, type UserSettings } from '../settings/user.ts'

type Params = { [Name in UserSettingName]: z.ZodOptional<z.ZodType<UserSettings[Name], string | undefined>> }

/** Texts come as they are, everything else as JSON. */
function paramsOf(isWanted: (entry: UserSetting) => boolean): Params {
  const entries = Object.entries<UserSetting>(USER_SETTINGS).filter(([, entry]) => isWanted(entry))
  const isText = (entry: UserSetting) => typeof entry.default === 'string'
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, (isText(entry) ? entry.schema : json(entry.schema)).optional()]),
  ) as unknown as Params
}

const params = {
  full_name: z.string().optional(),
  email: z.string().max(254).optional(),
  old_password: z.string().optional(),
  new_password: z.string().optional(),
  ...paramsOf(() => true),
}

export const updateSettings = endpoint({
  operation: 'update-settings',
  method: 'PATCH',
  path: '/settings',
  access: 'user',
  params,
})

/** Older names of the same; Zulip keeps them for clients of before 5.0. */
export const updateDisplaySettings = endpoint({
  operation: 'update-display-settings',
  method: 'PATCH',
  path: '/settings/display',
  access: 'user',
  params,
})
export const updateNotificationSettings = endpoint({
  operation: 'update-notification-settings',
  method: 'PATCH',
  path: '/settings/notifications',
  access: 'user',
  params,
})

export const updateSettingsDefaults = endpoint({
  operation: 'update-realm-user-settings-defaults',
  method: 'PATCH',
  path: '/realm/user_settings_defaults',
  access: 'user',
  params: paramsOf((entry) => !entry.isPersonal),
})
