import type { Core } from '../../delivery/core.ts'
import type { Log } from '../../lib/log.ts'
import { doExpireMessages } from './actions/expire.ts'

const HOUR_MS = 3_600_000

/** Deletes messages that are older than their stream or the organization keeps them: at the start, and every hour. */
export class Retention {
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopping = false
  readonly #core: Core
  readonly #log: Log

  constructor(core: Core, log: Log) {
    this.#core = core
    this.#log = log
  }

  start(): void {
    const look = () => {
      this.#running = this.#running.then(() => this.#expire())
    }
    this.#timer = setInterval(look, HOUR_MS)
    this.#timer.unref()
    look()
  }

  /** Ends after the slice that is being deleted. */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #expire(): Promise<void> {
    try {
      while (!this.#isStopping && (await doExpireMessages(this.#core))) {
        // The next slice follows at once.
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'Old messages could not be deleted; it will be tried again in an hour')
    }
  }
}
