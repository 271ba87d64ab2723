import type { Core } from '../../delivery/core.ts'
import type { Log } from '../../lib/log.ts'
import { type Deliver, type DeliverOptions, deliver } from './deliver.ts'
import { findNextDue, look, putBack, readLookedTo, take } from './queue.ts'

/** What is sent within this time is looked at together, in ms. */
const DELAY_MS = 100
/** Between two looks when nothing wakes it: also what another node queued or gave up is found. */
const LOOK_MS = 5_000
/** One at a time for each bot, so that its answers come in order; a slow one holds up no other. */
const AT_ONCE = 8

/** Tells outgoing webhooks what people say to them, also what they said while the host was going down. */
export class OutgoingWebhooks {
  readonly #core: Core
  readonly #log: Log
  readonly #deliver: Deliver
  readonly #busy = new Map<number, Promise<void>>()
  readonly #unfollow: () => void
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #dueAt = 0
  #running: Promise<void> = Promise.resolve()
  #lookedTo: number | undefined
  #isStopped = false

  constructor(core: Core, options: DeliverOptions, log: Log) {
    this.#core = core
    this.#log = log
    this.#deliver = (waiting) => deliver(core, options, waiting, this.#stopping.signal)
    this.#unfollow = core.log.follow({
      publish: (entries) => {
        if (entries.some(({ event }) => event.type === 'message')) this.#wait(DELAY_MS)
      },
    })
  }

  start(): void {
    this.#wait(0)
  }

  /** Breaks off what is being posted: it is posted again by the next run. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#unfollow()
    clearTimeout(this.#timer)
    this.#stopping.abort()
    await this.#running
    await Promise.all(this.#busy.values())
  }

  #wait(ms: number): void {
    const at = performance.now() + ms
    if (this.#isStopped || (this.#timer && this.#dueAt <= at)) return
    clearTimeout(this.#timer)
    this.#dueAt = at
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      // One after the other: what is sent meanwhile wakes it again.
      this.#running = this.#running.then(() => this.#run())
    }, ms)
    this.#timer.unref()
  }

  async #run(): Promise<void> {
    if (this.#isStopped) return
    let next: number | undefined
    try {
      await this.#lookAtAll()
      await this.#begin()
      next = await findNextDue(this.#core.db, [...this.#busy.keys()])
    } catch (error) {
      this.#log.warn({ err: error }, 'Outgoing webhooks could not be looked after; it will be tried again')
    }
    this.#wait(Math.min(Math.max(next ?? LOOK_MS, DELAY_MS), LOOK_MS))
  }

  async #lookAtAll(): Promise<void> {
    let from = (this.#lookedTo ??= await readLookedTo(this.#core.db))
    for (;;) {
      this.#lookedTo = await look(this.#core.db, from)
      if (this.#lookedTo === from || this.#isStopped) return
      from = this.#lookedTo
    }
  }

  async #begin(): Promise<void> {
    while (this.#busy.size < AT_ONCE && !this.#isStopped) {
      const waiting = await take(this.#core.db, [...this.#busy.keys()])
      if (!waiting) return
      const work = this.#deliver(waiting)
        .catch(async (error: unknown) => {
          if (this.#isStopped) return putBack(this.#core.db, waiting.id, 0)
          this.#log.warn({ err: error, bot: waiting.bot_id }, 'An outgoing webhook could not be told')
        })
        .catch(() => undefined)
        .finally(() => {
          this.#busy.delete(waiting.bot_id)
          this.#wait(0)
        })
      this.#busy.set(waiting.bot_id, work)
    }
  }
}
