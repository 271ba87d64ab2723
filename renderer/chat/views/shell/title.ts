import type { Chat } from '../../model/chat.ts'
import type { Narrow } from '../../model/narrow.ts'

/** What a narrow is called. */
export function titleOf(chat: Chat, narrow: Narrow): string {
  switch (narrow.kind) {
    case 'inbox':
      return 'Inbox'
    case 'feed':
      return 'Everything'
    case 'mentions':
      return 'Mentions'
    case 'starred':
      return 'Starred'
    case 'directs':
      return 'Direct messages'
    case 'stream':
      return chat.streams.get(narrow.streamId)?.name ?? 'A stream'
    case 'topic':
      return narrow.topic
    case 'direct':
      return chat.people.namesOf(narrow.userIds)
  }
}
