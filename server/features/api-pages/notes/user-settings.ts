import { NOTIFICATION_SOUNDS } from '../../../contract/settings/user.ts'
import type { Section } from './section.ts'

/** The account, and what each person sets. What the server only keeps says what clients are to do. */
export const SETTINGS: readonly Section[] = [
  {
    notes: {
      allow_private_data_export: 'Lets an export of the organization have what the account can read.',
      color_scheme: 'Colours of clients: 1 as the device has them, 2 dark, 3 light.',
      default_language: 'Language of clients by its code, such as de or zh-hans.',
      email_address_visibility:
        'Who sees the account’s e-mail address: 1 everybody, 2 everybody but guests, 3 administrators, 4 nobody, 5 moderators and above.',
      enable_drafts_synchronization: 'Whether drafts are kept on the server; else calls about drafts are refused.',
      new_password: 'The new password: 8 to 1,000 characters, and not easy to guess. It needs old_password.',
      old_password: 'The present password, which is asked for where new_password is given.',
      presence_enabled: 'Whether others see when the account was last active.',
      receives_typing_notifications:
        'Whether the account is told who types in its direct conversations; of channels it always is.',
      send_private_typing_notifications: 'Whether others may be told that the account types in a direct conversation.',
      send_read_receipts: 'Whether others are told which messages the account has read.',
      send_stream_typing_notifications: 'Whether others may be told that the account types in a channel.',
      timezone: 'Name of the time zone in the IANA’s list, such as Europe/Berlin; empty: not chosen.',
      translate_emoticons: 'Makes emoji of emoticons such as :) in what the account writes.',
    },
  },
  {
    of: ['update-settings', 'update-display-settings', 'update-notification-settings'],
    notes: {
      email:
        'The caller’s new e-mail address, which holds at once; where the organization keeps addresses from being changed, administrators alone change theirs.',
      full_name:
        'The caller’s new name; where the organization keeps names from being changed, it is passed over, but of administrators.',
    },
  },
  {
    notes: {
      demote_inactive_streams:
        'Whether clients are to list quiet channels below the others: 1 as they see fit, 2 always, 3 never.',
      dense_mode: 'Whether clients are to save space, with smaller text and lines.',
      display_emoji_reaction_users: 'Whether clients are to name who reacted, where these are few.',
      emojiset: 'Whose drawings of emoji clients are to show; text: none.',
      enter_sends: 'Whether Enter is to send a message, or to begin a line.',
      fluid_layout_width: 'Whether clients are to fill the window’s width.',
      high_contrast_mode: 'Whether clients are to set texts off more strongly.',
      left_side_userlist: 'Whether clients are to list people on the left where the window is narrow.',
      starred_message_counts: 'Whether clients are to count starred messages.',
      twenty_four_hour_time: 'Whether clients are to write 17:00 instead of 5:00 PM.',
      user_list_style: 'How clients are to list people: 1 by name, 2 with the status, 3 with picture and status.',
      web_animate_image_previews: 'When web clients are to play moving pictures in messages.',
      web_channel_default_view: 'Where a channel’s name is to lead: 1 to its newest topic, 2 to all its messages.',
      web_escape_navigates_to_home_view: 'Whether Escape is to lead to web_home_view.',
      web_font_size_px: 'Size of text in web clients: 1 to 200 pixels.',
      web_home_view: 'What web clients are to show first.',
      web_line_height_percent: 'Height of lines in web clients: 1 to 1,000 percent of the text’s size.',
      web_mark_read_on_scroll_policy:
        'Whether what is scrolled past is to be marked as read: 1 always, 2 in conversations alone, 3 never.',
      web_navigate_to_sent_message: 'Whether web clients are to go where a message was sent to.',
      web_stream_unreads_count_display_policy:
        'Which channels are to show how much is unread: 1 all, 2 those that are not muted, 3 none.',
      web_suggest_update_timezone: 'Whether clients are to offer the device’s time zone where it is another.',
    },
  },
  {
    notes: {
      automatically_follow_topics_policy:
        'Which topics are followed by themselves: 1 where the account writes, reacts, or changes a poll or a to-do list, 2 where it writes, 3 which it begins, 4 none.',
      automatically_follow_topics_where_mentioned:
        'Whether topics are followed by themselves where a new message mentions the account by its name; a topic that it muted stays muted.',
      automatically_unmute_topics_in_muted_streams_policy:
        'Which topics of muted channels are unmuted by themselves, by the numbers of automatically_follow_topics_policy; one that is followed for the same reason is only followed.',
      desktop_icon_count_display:
        'What clients are to count on their icon: 1 all that is unread, 2 direct messages, mentions and followed topics, 3 direct messages and mentions, 4 nothing.',
      enable_desktop_notifications: 'Whether clients are to notify of direct messages and mentions.',
      enable_followed_topic_audible_notifications: 'Whether clients are to play a sound for followed topics.',
      enable_followed_topic_desktop_notifications: 'Whether clients are to notify of messages in followed topics.',
      enable_followed_topic_wildcard_mentions_notify:
        'Whether @**all** and its like are to count as a mention in followed topics.',
      enable_sounds: 'Whether clients are to play a sound for direct messages and mentions.',
      enable_stream_audible_notifications:
        'Whether clients are to play a sound for messages to channels that have no setting of their own.',
      enable_stream_desktop_notifications:
        'Whether clients are to notify of messages to channels that have no setting of their own.',
      notification_sound: `Sound of clients’ notifications: ${NOTIFICATION_SOUNDS.join(', ')} or none.`,
      pm_content_in_desktop_notifications: 'Whether notifications are to show what a direct message says.',
      wildcard_mentions_notify: 'Whether @**all** and its like are to count as a mention.',
    },
  },
  {
    notes: {
      email_notifications_batching_period_seconds:
        'Seconds, up to a week, after which missed messages would be mailed; this server mails none.',
      enable_digest_emails: 'Asks for a mail now and then of what was missed; none is sent.',
      enable_followed_topic_email_notifications: 'Asks for mail of messages in followed topics; none is sent.',
      enable_followed_topic_push_notifications: 'Asks a phone to notify of messages in followed topics; none is told.',
      enable_login_emails: 'Asks for a mail at each login; none is sent.',
      enable_marketing_emails: 'Asks for news by mail; none are sent.',
      enable_offline_email_notifications: 'Asks for mail of missed direct messages and mentions; none is sent.',
      enable_offline_push_notifications: 'Asks a phone to notify of direct messages and mentions; none is told.',
      enable_online_push_notifications: 'Asks a phone to notify also of somebody at a computer; none is told.',
      enable_stream_email_notifications: 'Asks for mail of messages to channels; none is sent.',
      enable_stream_push_notifications: 'Asks a phone to notify of messages to channels; none is told.',
      message_content_in_email_notifications: 'Whether mail would show what a message says; none is sent.',
      realm_name_in_email_notifications_policy:
        'Whether the subject of mail would name the organization: 1 where it helps, 2 always, 3 never; none is sent.',
    },
  },
]
