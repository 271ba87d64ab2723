import type { Section } from './section.ts'

export const MESSAGES: readonly Section[] = [
  {
    notes: {
      apply_markdown: 'The texts of messages as HTML; false: as the Markdown that they were written in.',
      client_gravatar: 'Accepted for other servers’ sake: pictures come from this server.',
      content: 'Text of the message in Markdown, at most 10,000 characters.',
      local_id:
        'Any text of the caller’s choice, another one for each message; it works together with queue_id, and comes back as local_message_id in the message’s event to that queue.',
      message_id: 'Id of a message that the caller can read.',
      message_ids: 'Exactly these messages, without those that the caller cannot read; not with an anchor or numbers.',
      messages: 'Ids of the messages; those that the caller cannot read are passed over.',
      msg_ids: 'Ids of the messages that are looked at.',
      msg_type: 'Always widget.',
      narrow:
        'Terms that a message must all meet, such as {"operator": "channel", "operand": "general"}, with "negated": true for the opposite. Operators are channel, channels, topic, dm, dm-including, sender, is, has, in, id, near, with and search.',
      read_by_sender:
        'Whether the message counts as read by its sender; without it, it does where a program for people sends it, and not where a bot or a script does.',
      subject: 'An older name of topic; where both are given, topic counts.',
      topic_name: 'The topic by its name, in upper or lower case.',
      type: 'Where to: stream and channel are the same, and so are direct and private.',
      use_first_unread_anchor: 'An older way to say that the anchor is first_unread.',
    },
  },
  {
    of: ['send-message'],
    notes: {
      queue_id:
        'Any text, usually the id of the sender’s event queue: a send that repeats both this and local_id answers the id of the first message, and sends no other.',
      to: 'Of a channel its name or id; of people a list of ids or of e-mail addresses, at most 200.',
    },
  },
  {
    of: ['send-message', 'create-scheduled-message'],
    notes: {
      topic:
        'Topic of a message to a channel, at most 60 characters; where the organization lets it be left out, it is then “(no topic)”.',
    },
  },
  {
    of: ['get-messages'],
    notes: {
      anchor: 'Around which message to read: its id, or oldest, first_unread, newest; without it, newest.',
      include_anchor: 'Whether the anchor’s own message is answered; it is unless this is false.',
      num_after: 'How many messages after the anchor are answered, none without it; with num_before at most 5,000.',
      num_before: 'How many messages before the anchor are answered, none without it; with num_after at most 5,000.',
    },
  },
  {
    of: ['update-message-flags', 'update-message-flags-for-narrow'],
    notes: {
      flag: 'Which flag: read, starred or collapsed.',
      op: 'add sets the flag, remove clears it.',
    },
  },
  {
    of: ['update-message-flags-for-narrow'],
    notes: {
      anchor: 'Around which message to change flags: its id, or oldest, first_unread, newest.',
      include_anchor: 'Whether the anchor’s own message is changed as well.',
      num_after: 'How many messages after the anchor are changed; with num_before at most 5,000.',
      num_before: 'How many messages before the anchor are changed; with num_after at most 5,000.',
    },
  },
  {
    of: ['update-message'],
    notes: {
      content: 'The new text in Markdown; without it the text stays. Not together with stream_id.',
      prev_content_sha256:
        'SHA-256, in lower-case hexadecimal digits, of the Markdown that content replaces: where the message says something else, nothing changes.',
      propagate_mode:
        'What is moved: change_one this message, change_later also those after it in its topic, change_all the whole topic.',
      send_notification_to_new_thread:
        'Whether a notice where the messages are now says where they come from; that a topic is resolved, or no more, is told there in any case.',
      send_notification_to_old_thread: 'Whether a notice where the messages were says where they are now.',
      stream_id: 'Id of the channel that messages are moved to; without it they stay in theirs.',
      topic: 'The topic that messages are moved to, 1 to 60 characters; without it they keep theirs.',
    },
  },
  {
    of: ['submessage'],
    notes: {
      content: 'JSON text of an object with a type, such as vote: what clients tell each other of the widget.',
    },
  },
  {
    notes: {
      emoji_code:
        'Code of the emoji, which must be that of the name: code points in hexadecimal digits, such as 1f44d, or the id of an emoji of the organization’s own.',
      reaction_type:
        'unicode_emoji, realm_emoji for one of the organization’s own, or zulip_extra_emoji. Without it, a code is one of Unicode, and a name the organization’s own emoji, if it has one so named.',
    },
  },
  { of: ['add-reaction'], notes: { emoji_name: 'Name of the emoji, without colons.' } },
  {
    of: ['remove-reaction'],
    notes: { emoji_name: 'Name of the emoji that is taken back; it can be left out where emoji_code is given.' },
  },
]
