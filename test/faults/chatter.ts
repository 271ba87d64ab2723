import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, ApiClient } from '../support/api.ts'
import { emailOf, type RunningHost } from '../support/host.ts'

interface WireEvent {
  readonly id: number
  readonly message?: { readonly id: number; readonly content: string }
}

/** Milliseconds before somebody who was not answered asks again. */
const AGAIN_AFTER = 50
/** What ends `listen`. */
const GOODBYE = 'goodbye'

/**
 * One account on connections and an event queue of its own, as a client that knows of no restarts: it says a text until
 * it is acknowledged, always with the same local_id, and goes on asking its queue, come what may.
 */
export class Chatter {
  /** text → id, as acknowledged */
  readonly acknowledged = new Map<string, number>()
  /** What the queue told of, in its order. */
  readonly heard: { readonly id: number; readonly content: string }[] = []
  readonly name: string
  readonly #client: ApiClient
  readonly #stream: string
  readonly #queue: string
  #cursor: number
  #isClosed = false

  private constructor(name: string, client: ApiClient, stream: string, queue: string, cursor: number) {
    this.name = name
    this.#client = client
    this.#stream = stream
    this.#queue = queue
    this.#cursor = cursor
  }

  /** Logs in once, for all hosts to come on this address and data. */
  static async join(host: RunningHost, name: string, stream: string): Promise<Chatter> {
    const client = await ApiClient.login(host, emailOf(name))
    const ask = async (path: string, params: Record<string, unknown>) => {
      const { body } = await client.call('POST', path, params)
      if (body.result !== 'success') throw new Error(`${path} refused ${name}: ${body.msg}`)
      return body
    }
    await ask('/users/me/subscriptions', { subscriptions: [{ name: stream }] })
    const body = await ask('/register', { event_types: ['message'] })
    return new Chatter(name, client, stream, body['queue_id'] as string, body['last_event_id'] as number)
  }

  /** @returns the message's id, once it is acknowledged */
  async say(text: string): Promise<number> {
    const params = { type: 'stream', to: this.#stream, topic: 'faults', content: text }
    for (;;) {
      const answer = await this.#ask('POST', '/messages', { ...params, queue_id: this.#queue, local_id: text })
      if (answer?.body.result === 'success') {
        const id = answer.body['id'] as number
        this.acknowledged.set(text, id)
        return id
      }
      await sleep(AGAIN_AFTER)
    }
  }

  /** Says something every `interval` milliseconds, or as soon as the last was acknowledged, until the signal aborts. */
  async chatter(interval: number, signal: AbortSignal): Promise<void> {
    for (let n = 0; !signal.aborted; n++) {
      const due = performance.now() + interval
      await this.say(`${this.name} ${n}`)
      await sleep(Math.max(0, due - performance.now()))
    }
  }

  /** Follows the queue until everything up to a goodbye was heard. @throws when the queue is gone */
  async listen(): Promise<void> {
    while (this.heard.at(-1)?.content !== GOODBYE) {
      if (!(await this.#poll())) await sleep(AGAIN_AFTER)
    }
  }

  /** Ends the listening of everyone in the stream. */
  sayGoodbye(): Promise<number> {
    return this.say(GOODBYE)
  }

  /** What the stream holds: id → text. */
  async readAll(): Promise<Map<number, string>> {
    const stored = new Map<number, string>()
    const narrow = [{ operator: 'channel', operand: this.#stream }]
    const params = { narrow, num_before: 0, num_after: 5000, apply_markdown: false }
    for (let anchor = '0'; ; ) {
      const answer = await this.#ask('GET', '/messages', { ...params, anchor })
      // The stream itself was lost.
      if (answer?.body.code === 'BAD_NARROW') return stored
      if (answer?.body.result !== 'success') {
        await sleep(AGAIN_AFTER)
        continue
      }
      const page = answer.body['messages'] as { id: number; content: string }[]
      for (const { id, content } of page) stored.set(id, content)
      if (answer.body['found_newest'] === true) return stored
      anchor = String(page.at(-1)?.id ?? anchor)
    }
  }

  /** Whatever it still does fails. */
  close(): void {
    this.#isClosed = true
    this.#client.close()
  }

  /** @returns whether there was an answer */
  async #poll(): Promise<boolean> {
    const answer = await this.#ask('GET', '/events', { queue_id: this.#queue, last_event_id: this.#cursor })
    if (answer?.body.code === 'BAD_EVENT_QUEUE_ID') throw new Error(`${this.name}'s queue was lost`)
    if (answer?.body.result !== 'success') return false
    for (const { id, message } of answer.body['events'] as WireEvent[]) {
      this.#cursor = Math.max(this.#cursor, id)
      if (message) this.heard.push({ id: message.id, content: message.content })
    }
    return true
  }

  async #ask(method: string, path: string, params: Record<string, unknown>): Promise<Answer | undefined> {
    if (this.#isClosed) throw new Error(`${this.name} is closed`)
    // A host that is gone, or that went away in the middle of its answer.
    return this.#client.call(method, path, params).catch(() => undefined)
  }
}
