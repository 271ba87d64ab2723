import type { Section } from './section.ts'

export const EVENTS: readonly Section[] = [
  {
    notes: {
      all_public_streams:
        'Message events of all public channels, also where the caller is not subscribed; not for guests. Without it, as the bot was set up; nobody else gets them.',
      client_capabilities:
        'What the client can deal with, each with true: archived_channels, bulk_message_deletion, include_deactivated_groups, linkifier_url_template, notification_settings_null, stream_typing_notifications, user_list_incomplete, user_settings_object.',
      dont_block: 'Answers at once, also without events; else the call waits for one, or after 50 seconds a heartbeat.',
      event_types: 'Which types of events the queue gets; null: all.',
      fetch_event_types:
        'Which parts of the state are answered, by the types of events that change them; null: those of event_types.',
      last_event_id:
        'Id of the newest event that the client has: those after it are answered. -1 stands for the last one it named.',
      presence_history_limit_days: 'How many days back the state’s presences go; without it, 14.',
      queue_id: 'Id of the queue, as register-queue answered it.',
    },
  },
  {
    of: ['register-queue'],
    notes: {
      narrow:
        'Pairs of operator and operand that a message must all meet for its event to come: channel, topic, sender by e-mail address, or is with dm, starred, unread, mentioned or resolved. Other events always come.',
      slim_presence: 'Presences by user id, in their newer form, and their events without the e-mail address.',
    },
  },
]
