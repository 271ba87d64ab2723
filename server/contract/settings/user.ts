import { z } from 'zod'
import { language, timezone } from './locale.ts'

/**
 * Under which event types a setting is told of besides `user_settings`: clients of before Zulip 5.0 know two of them,
 * and nothing of what came later.
 */
type Legacy = 'update_display_settings' | 'update_global_notifications' | null

export interface UserSetting<T extends z.ZodType = z.ZodType> {
  readonly schema: T
  readonly default: z.output<T>
  readonly legacy: Legacy
  /** Concerns one person alone: it has no default of the organization that could be changed. */
  readonly isPersonal: boolean
}

const make =
  (legacy: Legacy, isPersonal = false) =>
  <T extends z.ZodType>(schema: T, value: z.output<T>): UserSetting<T> => ({
    schema,
    default: value,
    legacy,
    isPersonal,
  })
const display = make('update_display_settings')
const notification = make('update_global_notifications')
const later = make(null)
const flag = z.boolean()

/** What there is to choose from; clients draw and play it themselves. */
export const EMOJI_SETS = { google: 'Google', 'google-blob': 'Google blobs', twitter: 'Twitter', text: 'Plain text' }
export const NOTIFICATION_SOUNDS: readonly string[] = ['chime', 'ding', 'e-piano', 'gentle', 'harp', 'marimba', 'zulip']

const sound = z
  .string()
  .max(100)
  .refine((name) => name === 'none' || NOTIFICATION_SOUNDS.includes(name), {
    error: ({ input }) => `Invalid notification sound '${input}'`,
  })

const WEEK = 7 * 24 * 3600
const batchingPeriod = z.int().refine((seconds) => seconds > 0 && seconds <= WEEK, {
  error: ({ input }) => `Invalid email batching period: ${input} seconds`,
})

/** Of one's own account: https://zulip.com/api/update-settings. What this server cannot do (mail, push) is off at first. */
export const USER_SETTINGS = {
  color_scheme: display(z.literal([1, 2, 3]), 1),
  default_language: make('update_display_settings', true)(language, 'en'),
  demote_inactive_streams: display(z.literal([1, 2, 3]), 1),
  dense_mode: display(flag, true),
  emojiset: display(z.enum(Object.keys(EMOJI_SETS) as [keyof typeof EMOJI_SETS]), 'google'),
  enable_drafts_synchronization: display(flag, true),
  enter_sends: display(flag, true),
  fluid_layout_width: display(flag, false),
  high_contrast_mode: display(flag, false),
  left_side_userlist: display(flag, false),
  receives_typing_notifications: display(flag, true),
  starred_message_counts: display(flag, true),
  timezone: make('update_display_settings', true)(timezone, ''),
  translate_emoticons: display(flag, false),
  twenty_four_hour_time: display(flag, true),
  web_home_view: display(z.enum(['recent_topics', 'inbox', 'all_messages']), 'inbox'),
  web_suggest_update_timezone: display(flag, true),

  desktop_icon_count_display: notification(z.literal([1, 2, 3, 4]), 1),
  email_notifications_batching_period_seconds: notification(batchingPeriod, 120),
  enable_desktop_notifications: notification(flag, true),
  enable_digest_emails: notification(flag, false),
  enable_login_emails: make('update_global_notifications', true)(flag, false),
  enable_marketing_emails: make('update_global_notifications', true)(flag, false),
  enable_offline_email_notifications: notification(flag, false),
  enable_offline_push_notifications: notification(flag, false),
  enable_online_push_notifications: notification(flag, false),
  enable_sounds: notification(flag, true),
  enable_stream_audible_notifications: notification(flag, false),
  enable_stream_desktop_notifications: notification(flag, false),
  enable_stream_email_notifications: notification(flag, false),
  enable_stream_push_notifications: notification(flag, false),
  message_content_in_email_notifications: notification(flag, false),
  notification_sound: notification(sound, 'none'),
  pm_content_in_desktop_notifications: notification(flag, true),
  presence_enabled: notification(flag, true),
  realm_name_in_email_notifications_policy: notification(z.literal([1, 2, 3]), 1),
  wildcard_mentions_notify: notification(flag, true),

  allow_private_data_export: make(null, true)(flag, false),
  automatically_follow_topics_policy: later(z.literal([1, 2, 3, 4]), 3),
  automatically_follow_topics_where_mentioned: later(flag, true),
  automatically_unmute_topics_in_muted_streams_policy: later(z.literal([1, 2, 3, 4]), 2),
  display_emoji_reaction_users: later(flag, true),
  email_address_visibility: later(z.literal([1, 2, 3, 4, 5]), 1),
  enable_followed_topic_audible_notifications: later(flag, true),
  enable_followed_topic_desktop_notifications: later(flag, true),
  enable_followed_topic_email_notifications: later(flag, false),
  enable_followed_topic_push_notifications: later(flag, false),
  enable_followed_topic_wildcard_mentions_notify: later(flag, true),
  send_private_typing_notifications: later(flag, true),
  send_read_receipts: later(flag, true),
  send_stream_typing_notifications: later(flag, true),
  user_list_style: later(z.literal([1, 2, 3]), 2),
  web_animate_image_previews: later(z.enum(['always', 'on_hover', 'never']), 'on_hover'),
  web_channel_default_view: later(z.literal([1, 2]), 1),
  web_escape_navigates_to_home_view: later(flag, true),
  web_font_size_px: later(z.int().min(1).max(200), 16),
  web_line_height_percent: later(z.int().min(1).max(1000), 140),
  web_mark_read_on_scroll_policy: later(z.literal([1, 2, 3]), 1),
  web_navigate_to_sent_message: later(flag, true),
  web_stream_unreads_count_display_policy: later(z.literal([1, 2, 3]), 2),
} as const satisfies Record<string, UserSetting>

export type UserSettingName = keyof typeof USER_SETTINGS
export type UserSettings = {
  readonly [Name in UserSettingName]: z.output<(typeof USER_SETTINGS)[Name]['schema']>
}
/** What is absent stays. */
export type UserSettingsChange = { readonly [Name in UserSettingName]?: UserSettings[Name] | undefined }

export const USER_SETTING_NAMES = Object.keys(USER_SETTINGS) as UserSettingName[]

export const DEFAULT_USER_SETTINGS = Object.fromEntries(
  Object.entries(USER_SETTINGS).map(([name, entry]) => [name, entry.default]),
) as unknown as UserSettings
