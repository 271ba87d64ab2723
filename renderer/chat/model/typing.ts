import { type Client, Refused } from '../api/client.ts'
import type { TypingEvent } from '../api/events.ts'
import { tellTyping } from '../api/presence.ts'
import { type Conversation, directWith, keyOf } from './conversation.ts'
import { Observable } from './observable.ts'

/** https://zulip.com/api/set-typing-status */
const TELL_EVERY_MS = 10_000
const STOP_AFTER_MS = 5_000
const EXPIRES_MS = 15_000

/** Who is writing where, and telling others where we write. */
export class Typing extends Observable {
  /** until when, by conversation and person */
  readonly #others = new Map<string, Map<number, ReturnType<typeof setTimeout>>>()
  readonly #client: Client
  #told: { conversation: Conversation; at: number } | undefined
  #stopTimer: ReturnType<typeof setTimeout> | undefined
  #isOffered = true

  constructor(client: Client) {
    super()
    this.#client = client
  }

  in(conversation: Conversation): number[] {
    return [...(this.#others.get(keyOf(conversation))?.keys() ?? [])]
  }

  handle(event: TypingEvent, me: number): void {
    const { user_id } = event.sender
    if (user_id === me) return
    const conversation: Conversation =
      event.message_type === 'stream'
        ? { kind: 'topic', streamId: event.stream_id, topic: event.topic }
        : directWith(
            event.recipients.map((person) => person.user_id),
            me,
          )
    this.stopped(conversation, user_id)
    if (event.op === 'stop') return
    const key = keyOf(conversation)
    const people = this.#others.get(key) ?? new Map<number, ReturnType<typeof setTimeout>>()
    people.set(
      user_id,
      setTimeout(() => this.stopped(conversation, user_id), EXPIRES_MS),
    )
    this.#others.set(key, people)
    this.changed()
  }

  /** Also when their message has come. */
  stopped(conversation: Conversation, userId: number): void {
    const people = this.#others.get(keyOf(conversation))
    const timer = people?.get(userId)
    if (!people || timer === undefined) return
    clearTimeout(timer)
    people.delete(userId)
    this.changed()
  }

  /** We are writing there. */
  write(conversation: Conversation): void {
    const told = this.#told
    if (told && keyOf(told.conversation) !== keyOf(conversation)) this.rest()
    clearTimeout(this.#stopTimer)
    this.#stopTimer = setTimeout(() => this.rest(), STOP_AFTER_MS)
    if (this.#told && Date.now() - this.#told.at < TELL_EVERY_MS) return
    this.#told = { conversation, at: Date.now() }
    this.#tell('start', conversation)
  }

  /** We have sent it, or stopped writing. */
  rest(): void {
    clearTimeout(this.#stopTimer)
    if (this.#told) this.#tell('stop', this.#told.conversation)
    this.#told = undefined
  }

  #tell(op: 'start' | 'stop', conversation: Conversation): void {
    if (!this.#isOffered) return
    const place =
      conversation.kind === 'topic'
        ? { type: 'stream' as const, stream_id: conversation.streamId, topic: conversation.topic }
        : { type: 'direct' as const, to: [...conversation.userIds] }
    tellTyping(this.#client, { op, ...place }).catch((error: unknown) => {
      // Nobody waits for it: a host without typing notices is not asked again, one that is away has other news.
      if (error instanceof Refused && error.status === 404) this.#isOffered = false
    })
  }
}
