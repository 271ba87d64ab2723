import type { WireMessage } from '../api/objects.ts'

/** Where a message belongs: a topic of a stream, or the people of a direct conversation. */
export type Conversation =
  | { readonly kind: 'topic'; readonly streamId: number; readonly topic: string }
  /** Everyone but the reader, ascending; the reader alone for notes to oneself. */
  | { readonly kind: 'direct'; readonly userIds: readonly number[] }

/** Equal for equal conversations; topics are the same whatever their case. */
export function keyOf(conversation: Conversation): string {
  return conversation.kind === 'topic'
    ? `t${conversation.streamId}/${conversation.topic.toLowerCase()}`
    : `d${conversation.userIds.join(',')}`
}

export function isSame(a: Conversation, b: Conversation): boolean {
  return keyOf(a) === keyOf(b)
}

/** @param userIds with or without the reader, in any order */
export function directWith(userIds: readonly number[], me: number): Conversation {
  const others = [...new Set(userIds)].filter((id) => id !== me).sort((a, b) => a - b)
  return { kind: 'direct', userIds: others.length > 0 ? others : [me] }
}

export function conversationOf(message: WireMessage, me: number): Conversation {
  if (typeof message.display_recipient !== 'string') {
    return directWith(
      message.display_recipient.map((person) => person.id),
      me,
    )
  }
  return { kind: 'topic', streamId: message.stream_id ?? 0, topic: message.subject }
}
