import { OutgoingError } from './errors.ts'

/** Lets so many through at a time; others wait in line, as long as the line is not too long. */
export class Gate {
  readonly #limit: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(limit: number, maxWaiting: number) {
    this.#limit = limit
    this.#maxWaiting = maxWaiting
  }

  /** @throws {OutgoingError} when the line is too long; whatever `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#limit) {
      if (this.#waiting.length >= this.#maxWaiting) throw new OutgoingError('busy', 'Too much is being fetched already')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#inside++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // Whoever is next takes the place over.
      if (next) next()
      else this.#inside--
    }
  }
}
