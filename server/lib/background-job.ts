import type { Log } from './log.ts'

export interface BackgroundJobOptions {
  /**
   * Does what there is to do, and ends early once the signal says so.
   * @returns when there is more, in ms from now, where that is known
   */
  readonly work: (signal: AbortSignal) => Promise<number | undefined> | Promise<void>
  /** What wakes it within this time is taken up together, in ms. */
  readonly delayMs: number
  /** Between two looks when nothing wakes it, in ms: what failed, or another node left behind, is found by these. */
  readonly lookMs: number
  readonly log: Log
  /** For the log: what could not be done; it is tried again. */
  readonly failed: string
}

/** Work beside the requests: done when something wakes it and from time to time, never twice at once. */
export class BackgroundJob {
  readonly #options: BackgroundJobOptions
  readonly #stopping = new AbortController()
  #isStarted = false
  #timer: NodeJS.Timeout | undefined
  #dueAt = 0
  #isNext = false
  #running: Promise<void> = Promise.resolve()

  constructor(options: BackgroundJobOptions) {
    this.#options = options
  }

  /** Aborted when the job is to end. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  /** Also takes up what an earlier run left. */
  start(): void {
    this.#isStarted = true
    this.#run()
  }

  /** There is something to do, or will be in so many milliseconds. */
  wake(ms = this.#options.delayMs): void {
    const at = performance.now() + ms
    if (!this.#isStarted || this.signal.aborted || (this.#timer && this.#dueAt <= at)) return
    clearTimeout(this.#timer)
    this.#dueAt = at
    this.#timer = setTimeout(() => this.#run(), ms).unref()
  }

  /** Ends after what cannot be broken off. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  #run(): void {
    this.#timer = undefined
    if (this.#isNext) return
    this.#isNext = true
    // One after the other: what comes meanwhile, however much, wakes it once more.
    this.#running = this.#running.then(() => {
      this.#isNext = false
      return this.#look()
    })
  }

  async #look(): Promise<void> {
    const { work, delayMs, lookMs, log, failed } = this.#options
    if (this.signal.aborted) return
    let next: number | undefined
    try {
      next = (await work(this.signal)) ?? undefined
    } catch (error) {
      log.warn({ err: error }, `${failed}; it will be tried again`)
    }
    // Not at once: what could not be done is still due.
    this.wake(Math.min(Math.max(next ?? lookMs, delayMs), lookMs))
  }
}
