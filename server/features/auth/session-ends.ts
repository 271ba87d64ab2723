import type { Log } from '../../lib/log.ts'

interface Wait {
  readonly userId: number
  readonly sessionId: string
  readonly listener: () => void
}

/** What is done on behalf of a session for long, such as a poll or a WebSocket, and must not outlive it. */
export class SessionEnds {
  readonly #waits = new Map<string, Set<Wait>>()
  readonly #byUser = new Map<number, Set<string>>()
  readonly #findAlive: (userId: number, sessionIds: readonly string[]) => Promise<Set<string>>
  readonly #log: Log

  constructor(findAlive: (userId: number, sessionIds: readonly string[]) => Promise<Set<string>>, log: Log) {
    this.#findAlive = findAlive
    this.#log = log
  }

  /** @returns what withdraws the listener */
  add(wait: Wait): () => void {
    const { userId, sessionId } = wait
    const waits = this.#waits.get(sessionId) ?? new Set()
    this.#waits.set(sessionId, waits.add(wait))
    this.#byUser.set(userId, (this.#byUser.get(userId) ?? new Set()).add(sessionId))
    return () => {
      if (waits.delete(wait) && waits.size === 0) this.#forget(userId, sessionId)
    }
  }

  /** The session is over: whoever waits hears of it, once. */
  ended(sessionId: string): void {
    const waits = this.#waits.get(sessionId) ?? new Set()
    const told = [...waits]
    waits.clear()
    for (const { userId } of told) this.#forget(userId, sessionId)
    for (const { listener } of told) {
      try {
        listener()
      } catch (error) {
        this.#log.error({ err: error }, 'The end of a session could not be told')
      }
    }
  }

  /** Something about the account has changed: asks which of its sessions go on. */
  check(userId: number): void {
    const ids = [...(this.#byUser.get(userId) ?? [])]
    if (ids.length === 0) return
    this.#findAlive(userId, ids).then(
      (alive) => {
        for (const id of ids) if (!alive.has(id)) this.ended(id)
      },
      (error: unknown) => this.#log.warn({ err: error }, 'Whether sessions go on is not known'),
    )
  }

  checkAll(): void {
    for (const userId of [...this.#byUser.keys()]) this.check(userId)
  }

  #forget(userId: number, sessionId: string): void {
    this.#waits.delete(sessionId)
    const sessions = this.#byUser.get(userId)
    sessions?.delete(sessionId)
    if (sessions?.size === 0) this.#byUser.delete(userId)
  }
}
