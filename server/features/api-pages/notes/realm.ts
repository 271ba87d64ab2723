import type { Section } from './section.ts'

/** The organization's rules and permissions. */
export const REALM: readonly Section[] = [
  {
    of: ['update-realm'],
    notes: {
      default_language: 'The organization’s language by its code, for clients to go by; new accounts begin with it.',
      description: 'What the organization is about; it can be read before a login, too.',
      message_retention_days:
        'Days after which messages are deleted, or unlimited; channels can have another rule. For owners.',
      name: 'Name of the organization.',
    },
  },
  {
    notes: {
      allow_edit_history: 'Whether everybody can read what a message said before it was changed.',
      allow_message_editing: 'Whether people may change the texts of their messages.',
      bot_creation_policy:
        'Who makes bots: 1 everybody but guests, 2 administrators alone make generic ones, 3 administrators alone.',
      default_code_block_language:
        'Language, as Pygments names it, of code blocks that say nothing of theirs; empty: none.',
      email_changes_disabled: 'Keeps people, but for administrators, from changing their e-mail addresses.',
      emails_restricted_to_domains:
        'Takes only people with addresses of the domains of get-realm-domains, where there must be one.',
      enable_guest_user_indicator: 'Whether clients are to mark the names of guests.',
      enable_read_receipts: 'Whether people can be told who has read a message.',
      inline_image_preview: 'Whether messages show the pictures and films that they link to.',
      inline_url_embed_preview: 'Whether messages show a summary of the pages that they link to.',
      invite_to_stream_policy:
        'Who subscribes others to channels: 1 and 3 everybody but guests, 2 administrators, 4 moderators and above.',
      jitsi_server_url: 'Address of the Jitsi server for video calls; default: the one that the host has.',
      mandatory_topics: 'Whether messages to channels must have a topic.',
      message_content_delete_limit_seconds:
        'For how many seconds people may delete a message of their own, or unlimited.',
      message_content_edit_limit_seconds: 'For how many seconds people may change the text of a message, or unlimited.',
      move_messages_between_streams_limit_seconds:
        'How old, in seconds, a message may be that is moved to another channel, or unlimited; moderators and above move older ones, too.',
      move_messages_within_stream_limit_seconds:
        'How old, in seconds, a message may be that is moved to another topic, or unlimited; it does not bind moderators and above.',
      name_changes_disabled: 'Keeps people, but for administrators, from changing their names.',
      new_stream_announcements_stream_id:
        'Id of the channel where new public channels are told of, when whoever makes them wants it; -1: nowhere.',
      org_type:
        'What it is: 0 not said, 10 a business, 20 an open-source project, 30 non-profit and 35 for-profit education, 40 research, 50 an event, 60 a non-profit, 70 government, 80 a political group, 90 a community, 100 personal, 1000 something else. For owners.',
      presence_disabled: 'Keeps presences from everybody: nobody sees who is there.',
      require_unique_names: 'Refuses a name that somebody else has, in whatever case.',
      signup_announcements_stream_id: 'Id of the channel where new people are told of; -1: nowhere.',
      video_chat_provider: 'What video calls are made with: 0 none, 1 Jitsi, 4 BigBlueButton where the host has one.',
      wildcard_mention_policy:
        'Who may mention more than 15 people by @**all** and its like: 1 everybody, 2 and 3 everybody but guests, 7 moderators, 5 administrators, 6 nobody.',
    },
  },
  {
    notes: {
      can_access_all_users_group:
        'Who sees everybody: role:everyone, or role:members, with which guests see only whom they share a channel or a conversation with.',
      can_add_custom_emoji_group: 'Who may add emoji.',
      can_create_groups: 'Who may make user groups. For owners.',
      can_create_private_channel_group: 'Who may make channels that are private, or make others so.',
      can_create_public_channel_group: 'Who may make channels that are public, or make others so.',
      can_delete_any_message_group: 'Who may delete everybody’s messages, of whatever age, and whole topics.',
      can_delete_own_message_group: 'Who may delete messages of their own.',
      can_invite_users_group: 'Who may invite people one by one. For owners.',
      can_manage_all_groups: 'Who may change every user group, but for those of the system. For owners.',
      can_move_messages_between_channels_group: 'Who may move messages to another channel.',
      can_move_messages_between_topics_group: 'Who may move messages to another topic of their channel.',
      create_multiuse_invite_group: 'Who may make links that any number of people join by. For owners.',
    },
  },
]
