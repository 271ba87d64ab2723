import type { Section } from './section.ts'

export const DRAFTS: readonly Section[] = [
  {
    notes: {
      draft: 'What the draft becomes, in the form of the drafts of create-drafts.',
      draft_id: 'Id of one of the caller’s drafts.',
      drafts:
        'The drafts, each with a type of stream, private or empty for not chosen yet; to, a list of the channel’s id or of people’s ids; topic; content; and timestamp, the seconds since 1970 of its last change, without which it is now. Nobody has more than 1,000.',
      saved_snippet_id: 'Id of one of the texts that the caller keeps.',
      scheduled_delivery_timestamp: 'When to send it, in seconds since 1970; it must be in the future.',
      scheduled_message_id: 'Id of a message of the caller’s that waits for its time.',
      title: 'What the caller finds the text by; it cannot be empty.',
    },
  },
  {
    of: ['create-saved-snippet', 'edit-saved-snippet'],
    notes: { content: 'The text in Markdown, which cannot be blank.' },
  },
  { of: ['create-scheduled-message'], notes: { to: 'Id of the channel, or a list of the ids of people.' } },
  {
    of: ['update-scheduled-message'],
    notes: {
      to: 'Another channel’s id, or a list of other people’s ids; needed where a type is given.',
      topic: 'Another topic, at most 60 characters; needed where a type of stream or channel is given.',
    },
  },
]
