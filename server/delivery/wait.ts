/**
 * How long a poll may wait, and what cuts it short: whoever is gone, or no longer logged in. An AbortSignal each would
 * cost more than the rest of the wait.
 */
export class Wait {
  readonly ms: number
  /** What is to be done at once when the wait is cut short. */
  onEnd: (() => void) | undefined
  #isOver = false

  /** @param ms how long to wait for an event; 0 asks for what there is */
  constructor(ms: number) {
    this.ms = ms
  }

  get isOver(): boolean {
    return this.#isOver
  }

  end(): void {
    this.#isOver = true
    this.onEnd?.()
  }
}
