import type { Section } from './section.ts'

export const CHANNELS: readonly Section[] = [
  {
    notes: {
      announce:
        'Whether the channels that are made are told of in the organization’s channel for that, if it has one; private ones never are.',
      authorization_errors_fatal:
        'Whether a channel that the caller may not join makes the whole call fail; else it is listed under unauthorized.',
      can_administer_channel_group:
        'Who may change and archive the channel, besides administrators; at first whoever makes it.',
      can_remove_subscribers_group: 'Who may unsubscribe others, besides administrators; at first nobody else.',
      exclude_archived: 'Leaves out channels that are archived.',
      history_public_to_subscribers:
        'Whether subscribers can read what was sent before they came: always in a public channel, and in a private one only if this says so.',
      include_all_active: 'All channels, private ones as well; for administrators alone.',
      include_default: 'With is_default, which tells whether new people are subscribed to the channel.',
      include_owner_subscribed: 'Of a bot, with the channels that its owner is subscribed to.',
      include_public: 'With all public channels; guests get none by it.',
      include_subscribed: 'With the channels that the caller is subscribed to.',
      include_subscribers: 'With the ids of who is subscribed to each channel.',
      include_web_public: 'Accepted without effect: no channel is open to people without an account.',
      invite_only: 'Makes new channels private: only their subscribers read them.',
      is_announcement_only: 'An older form of stream_post_policy: true is 2, false is 1.',
      is_default_stream: 'Whether new people are subscribed to it; only administrators say so, and of public channels.',
      is_private: 'Whether only subscribers read the channel.',
      is_web_public: 'Refused where it is true: no channel is open to people without an account.',
      message_retention_days:
        'Days after which messages are deleted, realm_default for as many as in the organization, or unlimited; anything but realm_default is for owners.',
      new_name: 'The new name, at most 60 characters, which no other channel in use has.',
      principals: 'Ids or e-mail addresses of the people who are meant instead of the caller.',
      stream: 'Name of the channel, in upper or lower case.',
      stream_id: 'Id of the channel.',
      stream_post_policy:
        'Who may send to it: 1 everybody, 2 administrators, 3 everybody but guests, 4 moderators and above.',
      subscription_data:
        'Changes, each of a property of one channel that the caller is subscribed to: color with a value such as #76ce90, or true or false for is_muted, pin_to_top, audible_notifications, desktop_notifications, email_notifications, push_notifications or wildcard_mentions_notify.',
      topic: 'Name of the topic; upper and lower case make no difference.',
      visibility_policy: 'What the caller wants of the topic: 0 as the channel, 1 muted, 2 unmuted, 3 followed.',
    },
  },
  {
    of: ['subscribe'],
    notes: {
      subscriptions:
        'Channels by name; those that do not exist are made, with the description and with what else the parameters say of new channels.',
    },
  },
  { of: ['unsubscribe'], notes: { subscriptions: 'Names of the channels.' } },
  {
    of: ['update-stream'],
    notes: { description: 'What the channel is about, in one line.' },
  },
  {
    of: ['update-subscriptions'],
    notes: {
      add: 'Channels by name that the caller is subscribed to, or that are made as public ones; with a colour such as #76ce90 and, of new ones, a description.',
      delete: 'Names of channels that the caller is unsubscribed from.',
    },
  },
  {
    of: ['mute-topic'],
    notes: {
      op: 'add mutes the topic, remove takes the caller’s wish for it back.',
      stream_id: 'Id of the topic’s channel; it or stream is given, not both.',
    },
  },
  {
    notes: {
      group_id: 'Id of the set.',
      group_name: 'Name of the set, at most 60 characters.',
      new_description: 'What the set is for from now on.',
      new_group_name: 'The new name of the set, at most 60 characters.',
      stream_names: 'Names of public channels.',
    },
  },
  { of: ['create-default-stream-group'], notes: { description: 'What the set is for; it may be empty.' } },
  {
    of: ['change-default-stream-group'],
    notes: { op: 'add brings the channels, none of which may be there yet; remove takes them out, and all must be.' },
  },
]
