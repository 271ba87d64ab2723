import { Worker } from 'node:worker_threads'
import type { Drawer, Task } from './drawing.ts'

/** One message waits so long for its colors and formulas, then it is shown without. */
const DEADLINE_MS = 250
/** Behind more a message would wait longer than its colors are worth. */
const MAX_WAITING = 8
/** A thread that has nothing to do costs memory on an old office PC. */
const IDLE_MS = 60_000

/** So that one who writes much that is heavy leaves the thread to others. */
const MAX_PER_AUTHOR = 2

interface Waiting {
  readonly author: number
  readonly tasks: readonly Task[]
  readonly resolve: (markup: (string | null)[]) => void
}

/** A thread that draws, one message after the other. It is ended with what it is doing when that takes too long. */
export class DrawPool implements Drawer {
  #worker: Worker | undefined
  #current: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #waiting: Waiting[] = []
  readonly #deadline: number
  #isReady = false

  constructor(deadlineMs = DEADLINE_MS) {
    this.#deadline = deadlineMs
  }

  draw(tasks: readonly Task[], author: number): Promise<(string | null)[]> {
    const own = [this.#current, ...this.#waiting].filter((one) => one?.author === author)
    if (this.#waiting.length >= MAX_WAITING || own.length >= MAX_PER_AUTHOR) return Promise.resolve([])
    return new Promise((resolve) => {
      this.#waiting.push({ author, tasks, resolve })
      if (!this.#current) this.#next()
    })
  }

  async stop(): Promise<void> {
    for (const { resolve } of this.#waiting.splice(0)) resolve([])
    await this.#end()
  }

  #next(): void {
    clearTimeout(this.#timer)
    this.#current = this.#waiting.shift()
    if (!this.#current) {
      this.#timer = setTimeout(() => void this.#end(), IDLE_MS).unref()
      return
    }
    const worker = this.#worker ?? this.#start()
    worker.postMessage(this.#current.tasks)
    // Of a thread that has just begun the start is not counted.
    if (this.#isReady) this.#watch()
  }

  #watch(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#end(), this.#deadline)
  }

  #start(): Worker {
    const worker = new Worker(
      new URL(import.meta.url.endsWith('.ts') ? './draw-worker.ts' : './draw-worker.js', import.meta.url),
      {
        resourceLimits: { maxOldGenerationSizeMb: 128 },
        // What a library complains of is nobody's concern.
        stderr: true,
        stdout: true,
      },
    )
    worker.unref()
    worker.on('message', (answer: 'ready' | (string | null)[]) => {
      if (worker !== this.#worker) return
      if (answer !== 'ready') this.#answer(answer)
      else {
        this.#isReady = true
        if (this.#current) this.#watch()
      }
    })
    worker.on('error', () => {
      if (worker === this.#worker) void this.#end()
    })
    this.#worker = worker
    return worker
  }

  #answer(markup: (string | null)[]): void {
    const current = this.#current
    this.#current = undefined
    current?.resolve(markup)
    this.#next()
  }

  /** The next message gets a new thread. */
  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = undefined
    this.#isReady = false
    const ended = worker?.terminate()
    const current = this.#current
    this.#current = undefined
    current?.resolve([])
    if (this.#waiting.length > 0) this.#next()
    await ended
  }
}
