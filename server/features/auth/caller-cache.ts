import { BoundedMap } from '../../lib/bounded-map.ts'

interface Entry<T> {
  readonly userId: number
  readonly value: T
  readonly until: number
}

/** How long a caller is believed without asking the database, in ms: bounds what another node's change may take. */
const LIFETIME = 30_000

/** Callers that proved themselves a moment ago, by a hash of the proof. */
export class CallerCache<T> {
  readonly #entries = new BoundedMap<string, Entry<T>>(10_000)
  readonly #loading = new Map<string, Promise<T | undefined>>()
  #generation = 0

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.until > performance.now() ? entry.value : undefined
  }

  /** Asks once for many callers that wait for the same. `userId` tells whose entry it is. */
  load(key: string, find: () => Promise<T | undefined>, userId: (value: T) => number): Promise<T | undefined> {
    const loading = this.#loading.get(key)
    if (loading) return loading
    const generation = this.#generation
    const started = find()
      .then((value) => {
        // Found before somebody was forgotten: it may be what must be forgotten.
        if (value !== undefined && generation === this.#generation) {
          this.#entries.set(key, { userId: userId(value), value, until: performance.now() + LIFETIME })
        }
        return value
      })
      .finally(() => {
        if (this.#loading.get(key) === started) this.#loading.delete(key)
      })
    this.#loading.set(key, started)
    return started
  }

  forget(userId: number): void {
    this.#forgetWhere((entry) => entry.userId === userId)
  }

  forgetAll(): void {
    this.#forgetWhere(() => true)
  }

  #forgetWhere(isGone: (entry: Entry<T>) => boolean): void {
    this.#generation += 1
    this.#loading.clear()
    this.#entries.deleteWhere(isGone)
  }
}
