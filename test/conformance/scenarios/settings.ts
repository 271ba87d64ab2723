import type { Run } from '../run.ts'

/** What both a person's settings and the organization's defaults have. */
const SHARED = {
  twenty_four_hour_time: true,
  dense_mode: false,
  web_mark_read_on_scroll_policy: 2,
  web_channel_default_view: 2,
  starred_message_counts: false,
  receives_typing_notifications: false,
  web_suggest_update_timezone: false,
  fluid_layout_width: true,
  high_contrast_mode: true,
  web_navigate_to_sent_message: false,
  web_font_size_px: 15,
  web_line_height_percent: 130,
  color_scheme: 2,
  enable_drafts_synchronization: false,
  translate_emoticons: true,
  display_emoji_reaction_users: false,
  web_home_view: 'all_messages',
  web_escape_navigates_to_home_view: false,
  left_side_userlist: true,
  emojiset: 'text',
  demote_inactive_streams: 2,
  user_list_style: 3,
  web_animate_image_previews: 'always',
  web_stream_unreads_count_display_policy: 3,
  enable_stream_desktop_notifications: true,
  enable_stream_email_notifications: true,
  enable_stream_push_notifications: true,
  enable_stream_audible_notifications: true,
  notification_sound: 'ding',
  enable_desktop_notifications: false,
  enable_sounds: false,
  enable_followed_topic_desktop_notifications: false,
  enable_followed_topic_email_notifications: false,
  enable_followed_topic_push_notifications: false,
  enable_followed_topic_audible_notifications: true,
  email_notifications_batching_period_seconds: 240,
  enable_offline_email_notifications: false,
  enable_offline_push_notifications: false,
  enable_online_push_notifications: false,
  enable_digest_emails: false,
  message_content_in_email_notifications: false,
  pm_content_in_desktop_notifications: false,
  wildcard_mentions_notify: false,
  enable_followed_topic_wildcard_mentions_notify: false,
  desktop_icon_count_display: 2,
  realm_name_in_email_notifications_policy: 2,
  automatically_follow_topics_policy: 2,
  automatically_unmute_topics_in_muted_streams_policy: 2,
  automatically_follow_topics_where_mentioned: false,
  presence_enabled: false,
  enter_sends: true,
  send_private_typing_notifications: false,
  send_stream_typing_notifications: false,
  send_read_receipts: false,
  email_address_visibility: 2,
}
const OWN = {
  default_language: 'de',
  timezone: 'Europe/Berlin',
  enable_marketing_emails: false,
  enable_login_emails: false,
  allow_private_data_export: true,
}
const PASSWORD = 'a long enough password'

export async function playSettings(run: Run): Promise<void> {
  const account = { email: 'settler@acme.test', password: PASSWORD, full_name: 'Settler' }
  await run.ok('create-user', 'owner', account)
  await run.login('settler', PASSWORD, account.email)
  await run.listen('settler')
  for (const [name, value] of Object.entries({ ...SHARED, ...OWN })) {
    await run.ok('update-settings', 'settler', { [name]: value })
  }
  await run.ok('update-settings', 'settler', { dense_mode: true, color_scheme: 1 })
  await run.ok('update-settings', 'settler', { full_name: 'Settled' })
  await run.ok('update-settings', 'settler', { old_password: PASSWORD, new_password: `${PASSWORD}, and another` })
  await run.raw('PATCH', '/realm', 'owner', { email_changes_disabled: false })
  await run.ok('update-settings', 'settler', { email: 'settled@acme.test' })
  for (const [name, value] of Object.entries(SHARED)) {
    await run.ok('update-realm-user-settings-defaults', 'owner', { [name]: value })
  }
}
