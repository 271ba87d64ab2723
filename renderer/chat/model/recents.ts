import { type Conversation, keyOf } from './conversation.ts'
import type { Message } from './messages.ts'
import { Observable } from './observable.ts'

export interface Recent {
  readonly conversation: Conversation
  /** Id of its newest message that was ever loaded. */
  readonly newest: number
}

/** The conversations that any loaded message belongs to. */
export class Recents extends Observable {
  readonly #byKey = new Map<string, Recent>()

  add(messages: Iterable<Message>): void {
    for (const { conversation, id } of messages) {
      const key = keyOf(conversation)
      const known = this.#byKey.get(key)
      if (!known || known.newest < id) this.#byKey.set(key, { conversation, newest: id })
    }
    this.changed()
  }

  /** After moves and deletions, which a conversation may not have outlived. */
  rebuild(messages: Iterable<Message>): void {
    this.#byKey.clear()
    this.add(messages)
  }

  get(conversation: Conversation): Recent | undefined {
    return this.#byKey.get(keyOf(conversation))
  }

  /** Topics of a stream, the newest first. */
  topics(streamId: number): string[] {
    return this.#sorted().flatMap(({ conversation }) =>
      conversation.kind === 'topic' && conversation.streamId === streamId ? [conversation.topic] : [],
    )
  }

  /** Direct conversations, the newest first. */
  directs(): Extract<Conversation, { kind: 'direct' }>[] {
    return this.#sorted().flatMap(({ conversation }) => (conversation.kind === 'direct' ? [conversation] : []))
  }

  #sorted(): Recent[] {
    return [...this.#byKey.values()].sort((a, b) => b.newest - a.newest)
  }
}
