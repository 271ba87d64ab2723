/** Of browsers and of Node alike. */
declare const performance: { now(): number }

/** So much, some 10 ms, is done whatever the clock says: on a busy machine that may go on while nothing is done here. */
const FREE_STEPS = 250_000
/** In which nobody else is served. */
const MAX_MS = 40

/**
 * What the patterns of an organization may take for one text, or for the topics of one answer, however many there are:
 * when it is spent, the rest stays plain.
 */
export class Effort {
  #steps = 0
  #ms = 0
  #since = 0

  get isSpent(): boolean {
    return this.#steps > FREE_STEPS && this.#ms > MAX_MS
  }

  begin(): void {
    this.#since = performance.now()
  }

  /** @param steps at most done since `begin`: the instructions of a pattern times the characters it looked at */
  spend(steps: number): void {
    this.#steps += steps
    this.#ms += performance.now() - this.#since
  }
}
