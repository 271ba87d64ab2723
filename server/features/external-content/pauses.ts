import { BoundedMap } from '../../lib/bounded-map.ts'

const PAUSE_MS = 60_000
const MAX_PAUSED = 1000

/** What could not be had is not asked for again so soon: a dead host would keep every reader of its link waiting. */
export class Pauses {
  readonly #until = new BoundedMap<string, number>(MAX_PAUSED)

  has(url: string): boolean {
    return (this.#until.get(url) ?? 0) > Date.now()
  }

  add(url: string): void {
    this.#until.set(url, Date.now() + PAUSE_MS)
  }
}
