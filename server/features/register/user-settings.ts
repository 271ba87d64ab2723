/** How everybody's account is set: https://zulip.com/api/update-settings. What does not exist is off. */
const DISPLAY = {
  color_scheme: 1,
  default_language: 'en',
  demote_inactive_streams: 1,
  dense_mode: true,
  emojiset: 'google',
  emojiset_choices: [{ key: 'google', text: 'Google' }],
  enable_drafts_synchronization: false,
  enter_sends: true,
  fluid_layout_width: false,
  high_contrast_mode: false,
  left_side_userlist: false,
  receives_typing_notifications: true,
  starred_message_counts: true,
  translate_emoticons: false,
  twenty_four_hour_time: true,
  web_home_view: 'inbox',
  web_suggest_update_timezone: true,
}

const NOTIFICATIONS = {
  available_notification_sounds: [],
  desktop_icon_count_display: 1,
  email_notifications_batching_period_seconds: 120,
  enable_desktop_notifications: true,
  enable_digest_emails: false,
  enable_login_emails: false,
  enable_marketing_emails: false,
  enable_offline_email_notifications: false,
  enable_offline_push_notifications: false,
  enable_online_push_notifications: false,
  enable_sounds: true,
  enable_stream_audible_notifications: false,
  enable_stream_desktop_notifications: false,
  enable_stream_email_notifications: false,
  enable_stream_push_notifications: false,
  message_content_in_email_notifications: false,
  notification_sound: 'none',
  pm_content_in_desktop_notifications: true,
  presence_enabled: true,
  realm_name_in_email_notifications_policy: 1,
  wildcard_mentions_notify: true,
}

/** Of after Zulip 5.0, so only ever in `user_settings`. */
const LATER = {
  allow_private_data_export: false,
  automatically_follow_topics_policy: 4,
  automatically_follow_topics_where_mentioned: false,
  automatically_unmute_topics_in_muted_streams_policy: 4,
  display_emoji_reaction_users: true,
  email_address_visibility: 1,
  enable_followed_topic_audible_notifications: false,
  enable_followed_topic_desktop_notifications: false,
  enable_followed_topic_email_notifications: false,
  enable_followed_topic_push_notifications: false,
  enable_followed_topic_wildcard_mentions_notify: false,
  send_private_typing_notifications: true,
  send_read_receipts: false,
  send_stream_typing_notifications: true,
  user_list_style: 2,
  web_animate_image_previews: 'on_hover',
  web_channel_default_view: 1,
  web_escape_navigates_to_home_view: true,
  web_font_size_px: 16,
  web_line_height_percent: 140,
  web_mark_read_on_scroll_policy: 1,
  web_navigate_to_sent_message: true,
  web_stream_unreads_count_display_policy: 2,
}

/**
 * The settings under each of their event types; clients of before Zulip 5.0 know the two without an object.
 * @param isModern the client capability `user_settings_object`
 */
export function readUserSettings(
  wants: (type: string) => boolean,
  isModern: boolean,
  timezone: string,
): Record<string, unknown> {
  const settings = { ...DISPLAY, ...NOTIFICATIONS, ...LATER }
  const { emojiset_choices, ...defaults } = settings
  return {
    ...(wants('user_settings') ? { user_settings: { ...settings, timezone } } : {}),
    ...(wants('realm_user_settings_defaults') ? { realm_user_settings_defaults: defaults } : {}),
    ...(!isModern && wants('update_display_settings') ? { ...DISPLAY, timezone } : {}),
    ...(!isModern && wants('update_global_notifications') ? NOTIFICATIONS : {}),
  }
}

/** A client without `notification_settings_null` takes a stream's settings for its own: it gets the account's. */
export const STREAM_NOTIFICATIONS = {
  audible_notifications: NOTIFICATIONS.enable_stream_audible_notifications,
  desktop_notifications: NOTIFICATIONS.enable_stream_desktop_notifications,
  email_notifications: NOTIFICATIONS.enable_stream_email_notifications,
  push_notifications: NOTIFICATIONS.enable_stream_push_notifications,
  wildcard_mentions_notify: NOTIFICATIONS.wildcard_mentions_notify,
} as const
