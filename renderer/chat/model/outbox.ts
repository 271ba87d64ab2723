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
  #waiting: Outgoing[] = []
  #isRunning = false
  /** My own newest message in the conversation that is being sent to: probably its echo, ahead of the answer. */
  #echo: number | undefined
  readonly #deliver: Deliver

  constructor(deliver: Deliver) {
    super()
    this.#deliver = deliver
  }

  /** To be shown after the messages of the conversation. */
  in(isShown: (conversation: Conversation) => boolean): Outgoing[] {
    const head = this.#head()
    return this.#waiting.filter((one) => isShown(one.conversation) && !(one === head && this.#echo !== undefined))
  }

  get count(): number {
    return this.#waiting.filter((one) => one.status === 'sending').length
  }

  send(conversation: Conversation, text: string, queueId: string): void {
    const one = {
      localId: crypto.randomUUID(),
      queueId,
      conversation,
      text,
      at: Date.now(),
      status: 'sending' as const,
    }
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
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let one = this.#head(); one; one = this.#head()) {
        this.#echo = undefined
        const sent = one
        const id = await this.#deliver(sent)
        if (this.#echo === id) this.discard(sent.localId)
        else this.#change(sent.localId, (still) => ({ ...still, sentAs: id }))
        this.#echo = undefined
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#isRunning = false
    }
  }

  /** A message of mine has come by the event queue. */
  receiveOwn(message: Message): void {
    const sent = this.#waiting.find((one) => one.sentAs === message.id)
    if (sent) this.discard(sent.localId)
    const head = this.#head()
    if (!sent && this.#isRunning && head && isSame(head.conversation, message.conversation)) {
      this.#echo = message.id
      this.changed()
    }
  }

  /** A new queue starts after these messages, so their events will not come. */
  dropSent(): void {
    this.#waiting = this.#waiting.filter((one) => one.sentAs === undefined)
    this.changed()
  }

  #fail(error: unknown): void {
    this.#echo = undefined
    const head = this.#head()
    const isOver = error instanceof Refused && !error.isTemporary && error.status !== 401
    if (head && isOver) {
      this.#change(head.localId, (one) => ({ ...one, status: 'failed', reason: error.message }))
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
