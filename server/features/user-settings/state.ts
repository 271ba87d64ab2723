import {
  EMOJI_SETS,
  NOTIFICATION_SOUNDS,
  USER_SETTING_NAMES,
  USER_SETTINGS,
  type UserSetting,
  type UserSettings,
} from '../../contract/settings/user.ts'
import type { ReadDb } from '../../db/database.ts'
import { complete, readDefaultSettings, readUserSettings } from './repository.ts'

const CHOICES = {
  emojiset_choices: Object.entries(EMOJI_SETS).map(([key, text]) => ({ key, text })),
  available_notification_sounds: NOTIFICATION_SOUNDS,
}
/** Under which older event type each list is told of. */
const CHOICES_OF = {
  update_display_settings: { emojiset_choices: CHOICES.emojiset_choices },
  update_global_notifications: { available_notification_sounds: CHOICES.available_notification_sounds },
}

/**
 * The settings under each of their event types; clients of before Zulip 5.0 know the two without an object.
 * @param isModern the client capability `user_settings_object`
 */
export async function readSettingsState(
  db: ReadDb,
  me: number,
  wants: (type: string) => boolean,
  isModern: boolean,
): Promise<Record<string, unknown>> {
  const settings = (await readUserSettings(db, [me])).get(me) ?? complete({})
  const { timezone, ...defaults } = await readDefaultSettings(db)
  const older = (['update_display_settings', 'update_global_notifications'] as const).filter(
    (type) => !isModern && wants(type),
  )
  return {
    ...(wants('user_settings') ? { user_settings: { ...settings, ...CHOICES } } : {}),
    ...(wants('realm_user_settings_defaults') ? { realm_user_settings_defaults: { ...defaults, ...CHOICES } } : {}),
    ...Object.fromEntries(older.flatMap((type) => Object.entries({ ...onlyOf(settings, type), ...CHOICES_OF[type] }))),
  }
}

function onlyOf(settings: UserSettings, legacy: UserSetting['legacy']): Record<string, unknown> {
  const names = USER_SETTING_NAMES.filter((name) => USER_SETTINGS[name].legacy === legacy)
  return Object.fromEntries(names.map((name) => [name, settings[name]]))
}

/** A client without `notification_settings_null` takes a stream's settings for its own: it gets the account's. */
export async function streamNotifications(db: ReadDb, me: number): Promise<Record<string, boolean>> {
  const settings = (await readUserSettings(db, [me])).get(me) ?? complete({})
  return {
    audible_notifications: settings.enable_stream_audible_notifications,
    desktop_notifications: settings.enable_stream_desktop_notifications,
    email_notifications: settings.enable_stream_email_notifications,
    push_notifications: settings.enable_stream_push_notifications,
    wildcard_mentions_notify: settings.wildcard_mentions_notify,
  }
}
