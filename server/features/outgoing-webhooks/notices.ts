/** Between two notices about one bot: a webhook that is down fails at every message. */
const PAUSE_MS = 10 * 60_000

/** Which failures a bot's owner is told of. */
export class Notices {
  readonly #bots = new Map<number, { until: number; hushed: number }>()

  /** @returns what to tell; undefined: not now, it is counted for the next time */
  admit(bot: number, text: string, now = Date.now()): string | undefined {
    const last = this.#bots.get(bot)
    if (last && now < last.until) {
      last.hushed += 1
      return undefined
    }
    this.#bots.set(bot, { until: now + PAUSE_MS, hushed: 0 })
    return last?.hushed ? `${text} So it went with ${last.hushed} more since the last notice.` : text
  }
}
