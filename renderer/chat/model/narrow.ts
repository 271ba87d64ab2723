import type { NarrowTerm } from '../../../server/contract/chat/messages.ts'
import { type Conversation, keyOf } from './conversation.ts'
import type { Message } from './messages.ts'

/** What the sheet shows. */
export type Narrow =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'feed' }
  | { readonly kind: 'mentions' }
  | { readonly kind: 'starred' }
  | { readonly kind: 'directs' }
  | { readonly kind: 'stream'; readonly streamId: number }
  | Conversation

/** Every narrow but the inbox is a list of messages. */
export type FeedNarrow = Exclude<Narrow, { kind: 'inbox' }>

/** Equal for narrows that show the same. */
export function narrowKey(narrow: Narrow): string {
  if (narrow.kind === 'topic' || narrow.kind === 'direct') return keyOf(narrow)
  return narrow.kind === 'stream' ? `s${narrow.streamId}` : narrow.kind
}

/** As https://zulip.com/api/construct-narrow writes it. */
export function toTerms(narrow: FeedNarrow): NarrowTerm[] {
  switch (narrow.kind) {
    case 'feed':
      return []
    case 'mentions':
      return [{ operator: 'is', operand: 'mentioned' }]
    case 'starred':
      return [{ operator: 'is', operand: 'starred' }]
    case 'directs':
      return [{ operator: 'is', operand: 'dm' }]
    case 'stream':
      return [{ operator: 'channel', operand: narrow.streamId }]
    case 'topic':
      return [
        { operator: 'channel', operand: narrow.streamId },
        { operator: 'topic', operand: narrow.topic },
      ]
    case 'direct':
      return [{ operator: 'dm', operand: [...narrow.userIds] }]
  }
}

/** Whether the message belongs in the list; the same rule as the server's. */
export function matches(narrow: FeedNarrow, message: Message): boolean {
  if (narrow.kind === 'mentions') return message.isMention
  return narrow.kind === 'starred' ? message.isStarred : includes(narrow, message.conversation)
}

/** Whether every message of the conversation belongs in the list. */
export function includes(narrow: FeedNarrow, conversation: Conversation): boolean {
  switch (narrow.kind) {
    case 'feed':
      return true
    case 'mentions':
    case 'starred':
      return false
    case 'directs':
      return conversation.kind === 'direct'
    case 'stream':
      return conversation.kind === 'topic' && conversation.streamId === narrow.streamId
    case 'topic':
    case 'direct':
      return keyOf(conversation) === keyOf(narrow)
  }
}

/** What one writes to from here, unless a message is answered; undefined: nowhere yet. */
export function targetOf(narrow: Narrow): Conversation | undefined {
  if (narrow.kind === 'topic' || narrow.kind === 'direct') return narrow
  return narrow.kind === 'stream' ? { kind: 'topic', streamId: narrow.streamId, topic: '' } : undefined
}
