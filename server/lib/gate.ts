/** Lets so many through at a time; others wait in line, as long as the line is not too long. */
export class Gate {
  readonly #limit: number
  readonly #maxWaiting: number
  readonly #refuse: () => Error
  readonly #waiting: (() => void)[] = []
  #inside = 0

  /** @param refuse what is thrown when the line is too long */
  constructor(limit: number, maxWaiting: number, refuse: () => Error) {
    this.#limit = limit
    this.#maxWaiting = maxWaiting
    this.#refuse = refuse
  }

  /** @param signal ends the waiting, with its reason; once inside, that is the work's own business */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.#inside >= this.#limit) {
      if (this.#waiting.length >= this.#maxWaiting) throw this.#refuse()
      await this.#turn(signal)
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

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(enter)
    })
  }
}

/** A gate for each key, such as an account: who asks for much waits in a line of their own. */
export class Gates<K> {
  readonly #create: () => Gate
  readonly #gates = new Map<K, { readonly gate: Gate; users: number }>()

  constructor(create: () => Gate) {
    this.#create = create
  }

  async run<T>(key: K, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const entry = this.#gates.get(key) ?? { gate: this.#create(), users: 0 }
    this.#gates.set(key, entry)
    entry.users++
    try {
      return await entry.gate.run(work, signal)
    } finally {
      entry.users--
      if (entry.users === 0) this.#gates.delete(key)
    }
  }
}
