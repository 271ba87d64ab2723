/** Between two notices about one bot: a webhook that is down fails at every message. */
const PAUSE_MS = 10 * 60_000

/** One who writes to a silent bot in ever more topics is not answered in all of them. */
const MAX_CONVERSATIONS = 100

/** Who is told of which failures. */
export class Notices {
  readonly #bots = new Map<number, { until: number; hushed: number }>()
  /** Where a bot has said that it has no answer, since it last had one. */
  readonly #told = new Map<number, Set<string>>()

  /** @returns what to tell the bot's owner; undefined: not now, it is counted for the next time */
  admit(bot: number, text: string, now = Date.now()): string | undefined {
    const last = this.#bots.get(bot)
    if (last && now < last.until) {
      last.hushed += 1
      return undefined
    }
    this.#bots.set(bot, { until: now + PAUSE_MS, hushed: 0 })
    return last?.hushed ? `${text} So it went with ${last.hushed} more since the last notice.` : text
  }
  /** @returns whether those who asked are told; once a conversation until the bot works again */
  admitIn(bot: number, conversation: string): boolean {
    const told = this.#told.get(bot) ?? new Set()
    if (told.has(conversation) || told.size >= MAX_CONVERSATIONS) return false
    this.#told.set(bot, told.add(conversation))
    return true
  }

  works(bot: number): void {
    this.#told.delete(bot)
  }
}
