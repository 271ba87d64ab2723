import { type Client, Refused, Unreachable } from '../api/client.ts'
import { type ChatEvent, poll, type Registration, register } from '../api/events.ts'
import type { Connection } from './connection.ts'

interface Hooks {
  /** A first state, or a fresh one after the queue was lost. */
  readonly onRegistered: (state: Registration) => void
  readonly onEvent: (event: ChatEvent) => void
  /** Every event up to now has been told of; also when there were none. */
  readonly onCaughtUp: () => void
  readonly onSignedOut: () => void
}

/**
 * Follows the event queue: registers, polls, and goes on after whatever happens. The queue and the cursor survive a
 * restart of the host, so that nothing is lost or doubled; only BAD_EVENT_QUEUE_ID makes a new one.
 */
export class Poller {
  readonly #client: Client
  readonly #connection: Connection
  readonly #hooks: Hooks
  readonly #stop = new AbortController()
  #queue: { id: string; last: number } | undefined

  constructor(client: Client, connection: Connection, hooks: Hooks) {
    this.#client = client
    this.#connection = connection
    this.#hooks = hooks
  }

  get queueId(): string {
    return this.#queue?.id ?? ''
  }

  /** Runs until it is stopped or the session ends. */
  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#step()
      } catch (error) {
        if (this.#stop.signal.aborted) return
        if (!(await this.#recover(error))) return
      }
    }
  }

  stop(): void {
    this.#stop.abort()
    this.#connection.tryNow()
  }

  async #step(): Promise<void> {
    if (!this.#queue) {
      const state = await register(this.#client)
      if (this.#stop.signal.aborted) return
      this.#queue = { id: state.queue_id, last: state.last_event_id }
      this.#hooks.onRegistered(state)
    } else {
      const params = { queue_id: this.#queue.id, last_event_id: this.#queue.last }
      // After a failure the first answer must not take a minute to tell that the host is back.
      const isBack = this.#connection.state.kind === 'offline'
      const { events } = await poll(this.#client, { ...params, dont_block: isBack }, this.#stop.signal)
      for (const event of events) {
        this.#queue.last = Math.max(this.#queue.last, event.id)
        this.#hooks.onEvent(event)
      }
    }
    this.#connection.up()
    this.#hooks.onCaughtUp()
  }

  /** @returns whether to go on */
  async #recover(error: unknown): Promise<boolean> {
    if (error instanceof Refused && error.code === 'BAD_EVENT_QUEUE_ID') {
      this.#queue = undefined
      return true
    }
    if (error instanceof Refused && error.status === 401) {
      this.#hooks.onSignedOut()
      return false
    }
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) {
      // A fault of this page, perhaps in the middle of an event: a fresh state is right again, half an event never.
      reportError(error)
      this.#queue = undefined
    }
    await this.#connection.down(error instanceof Refused ? error.retryAfter * 1000 : 0)
    return true
  }
}
