import { Refused, Unreachable } from '../api/client.ts'
import { type Conversation, isSame } from './conversation.ts'
import type { Message } from './messages.ts'
import { Observable } from './observable.ts'

export interface Outgoing {
  readonly localId: string
  readonly queueId: string
  readonly conversation: Conversation
  readonly text: string
  /** milliseconds since 1970 */
  readonly at: number
  readonly status: 'sending' | 'failed'
  /** Why it failed, in the server's words. */
  readonly reason?: string
  /** The message it has become, once the server has said so. */
  readonly sentAs?: number
}

/** @returns the id of the message; the same again for the same (queueId, localId) */
export type Deliver = (message: Outgoing) => Promise<number>

/**
 * What was sent and has not come back as a message. One at a time, so the order is kept. A send whose answer is lost is
 * repeated with the same (queue_id, local_id), which the server stores once.
 */
export class Outbox extends Observable {
  /** What was sent last. */
  newest: Outgoing | undefined
  #waiting: Outgoing[] = []
  /** The one whose answer is awaited. */
  #inFlight: Outgoing | undefined
  /** My own newest message in the conversation that is being sent to: probably its echo, ahead of the answer. */
  #echo: number | undefined
  /** My own messages that have come: an answer may be lost and given again long after the echo. */
  readonly #arrived = new Set<number>()
  /** Whatever is older can be read, and is told of by no event. */
  #loadedUpTo = -1
  readonly #deliver: Deliver

  constructor(deliver: Deliver) {
    super()
    this.#deliver = deliver
  }

  /** To be shown after the messages of the conversation. */
  in(isShown: (conversation: Conversation) => boolean): Outgoing[] {
    const hidden = this.#echo === undefined ? undefined : this.#inFlight?.localId
    return this.#waiting.filter((one) => isShown(one.conversation) && one.localId !== hidden)
  }

  get count(): number {
    return this.#waiting.filter((one) => one.status === 'sending').length
  }

  /** Also of what failed: its text is nowhere else. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  send(conversation: Conversation, text: string, queueId: string): void {
    const one: Outgoing = {
      localId: crypto.randomUUID(),
      queueId,
      conversation,
      text,
      at: Date.now(),
      status: 'sending',
    }
    this.newest = one
    this.#waiting = [...this.#waiting, one]
    this.changed()
    void this.flush()
  }

  retry(localId: string): void {
    this.#change(localId, (one) => ({ ...one, status: 'sending' }))
    void this.flush()
  }

  /** @returns its text, for the draft */
  discard(localId: string): string {
    const found = this.#waiting.find((one) => one.localId === localId)
    this.#waiting = this.#waiting.filter((one) => one !== found)
    this.changed()
    return found?.text ?? ''
  }

  /** Sends what waits, until it is done or the host is away. Called again when the connection is back. */
  async flush(): Promise<void> {
    if (this.#inFlight) return
    try {
      for (let one = this.#head(); one; one = this.#head()) {
        this.#inFlight = one
        this.#echo = undefined
        const { localId } = one
        const id = await this.#deliver(one)
        this.#echo = undefined
        if (this.#arrived.has(id) || id <= this.#loadedUpTo) this.discard(localId)
        else this.#change(localId, (still) => ({ ...still, sentAs: id }))
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#inFlight = undefined
    }
  }

  /** A message of mine has come by the event queue. */
  receiveOwn(message: Message): void {
    this.#arrived.add(message.id)
    const sent = this.#waiting.find((one) => one.sentAs === message.id)
    if (sent) this.discard(sent.localId)
    else if (this.#inFlight && isSame(this.#inFlight.conversation, message.conversation)) {
      this.#echo = message.id
      this.changed()
    }
  }

  /** A new queue starts after this message: no event of it, or of an older one, will come. */
  dropSent(newest: number): void {
    this.#loadedUpTo = newest
    this.#waiting = this.#waiting.filter((one) => one.sentAs === undefined)
    this.changed()
  }

  #fail(error: unknown): void {
    this.#echo = undefined
    const isOver = error instanceof Refused && !error.isTemporary && error.status !== 401
    if (this.#inFlight && isOver) {
      this.#change(this.#inFlight.localId, (one) => ({ ...one, status: 'failed', reason: error.message }))
      queueMicrotask(() => void this.flush())
    } else if (error instanceof Refused || error instanceof Unreachable) this.changed()
    else throw error
  }

  #head(): Outgoing | undefined {
    return this.#waiting.find((one) => one.status === 'sending' && one.sentAs === undefined)
  }

  #change(localId: string, change: (one: Outgoing) => Outgoing): void {
    this.#waiting = this.#waiting.map((one) => (one.localId === localId ? change(one) : one))
    this.changed()
  }
}
