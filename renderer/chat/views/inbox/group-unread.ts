import type { UnreadConversation } from '../../model/unread.ts'

interface Groups {
  /** Direct messages and mentions, the newest first. */
  readonly forYou: readonly UnreadConversation[]
  /** The rest by stream id; the stream with the newest message first. */
  readonly streams: readonly (readonly [number, readonly UnreadConversation[]])[]
}

/** Unread conversations in the order in which the inbox shows them. */
export function groupUnread(conversations: readonly UnreadConversation[]): Groups {
  const forYou: UnreadConversation[] = []
  const streams = new Map<number, UnreadConversation[]>()
  for (const one of conversations.toReversed()) {
    if (one.conversation.kind === 'direct' || one.isMentioned) forYou.push(one)
    else {
      const { streamId } = one.conversation
      streams.set(streamId, [...(streams.get(streamId) ?? []), one])
    }
  }
  return { forYou, streams: [...streams] }
}
