import type { Core } from '../../delivery/core.ts'
import type { Log } from '../../lib/log.ts'
import { doSendScheduled } from './actions/send.ts'
import { findDue, findNextDue } from './repository.ts'

/** Between two looks when nothing is due sooner: also what another node was told is found. */
const LOOK_MS = 5_000
const BATCH = 100

/** Sends scheduled messages when their time has come, and at the start what came due while the host was off. */
export class ScheduledSender {
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false
  readonly #core: Core
  readonly #log: Log

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
  }

  start(): void {
    this.#wait(0)
  }

  /** Ends after the message that is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  #wait(ms: number): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.#running = this.#look()
    }, ms)
  }

  async #look(): Promise<void> {
    let next: number | undefined
    try {
      await this.#sendDue()
      next = await findNextDue(this.#core.db)
    } catch (error) {
      this.#log.warn({ err: error }, 'Scheduled messages could not be sent; it will be tried again')
    }
    // Not below a moment: what could not be sent is still due.
    this.#wait(Math.min(Math.max(next ?? LOOK_MS, 50), LOOK_MS))
  }

  async #sendDue(): Promise<void> {
    for (;;) {
      const due = await findDue(this.#core.db, BATCH)
      for (const id of due) {
        if (this.#isStopped) return
        await this.#send(id)
      }
      if (due.length < BATCH) return
    }
  }

  /** One that fails unexpectedly does not hold up the others. */
  async #send(id: number): Promise<void> {
    try {
      await doSendScheduled(this.#core, id)
    } catch (error) {
      this.#log.warn({ err: error, scheduled: id }, 'A scheduled message could not be sent; it will be tried again')
    }
  }
}
