import type { Core } from '../../delivery/core.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
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
  readonly #job: BackgroundJob
  #lookedTo: number | undefined

  constructor(core: Core, options: DeliverOptions, log: Log) {
    this.#core = core
    this.#log = log
    this.#deliver = (waiting) => deliver(core, options, waiting, this.#job.signal)
    const work = async (signal: AbortSignal) => {
      if (!(await this.#lookAtAll(signal))) return undefined
      await this.#begin(signal)
      return findNextDue(core.db, [...this.#busy.keys()])
    }
    const failed = 'Outgoing webhooks could not be looked after'
    this.#job = new BackgroundJob({ work, delayMs: DELAY_MS, lookMs: LOOK_MS, log, failed })
    this.#unfollow = core.log.follow({
      publish: (entries) => {
        if (entries.some(({ event }) => event.type === 'message')) this.#job.wake()
      },
    })
  }

  start(): void {
    this.#job.start()
  }

  /** Breaks off what is being posted: it is posted again by the next run. */
  async stop(): Promise<void> {
    this.#unfollow()
    await this.#job.stop()
    await Promise.all(this.#busy.values())
  }

  /** @returns whether anything is to be told */
  async #lookAtAll(signal: AbortSignal): Promise<boolean> {
    this.#lookedTo ??= await readLookedTo(this.#core.db)
    for (;;) {
      const { to, isAll, isWaiting } = await look(this.#core.db, this.#lookedTo)
      this.#lookedTo = to
      if (isAll || signal.aborted) return isWaiting
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    while (this.#busy.size < AT_ONCE && !signal.aborted) {
      const waiting = await take(this.#core.db, [...this.#busy.keys()])
      if (!waiting) return
      const work = this.#deliver(waiting)
        .catch(async (error: unknown) => {
          if (signal.aborted) return putBack(this.#core.db, waiting.id, 0)
          this.#log.warn({ err: error, bot: waiting.bot_id }, 'An outgoing webhook could not be told')
        })
        .catch(() => undefined)
        .finally(() => {
          this.#busy.delete(waiting.bot_id)
          this.#job.wake(0)
        })
      this.#busy.set(waiting.bot_id, work)
    }
  }
}
