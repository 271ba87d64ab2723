import { type Client, Refused } from '../api/client.ts'
import type { WirePresence } from '../api/objects.ts'
import { tellPresence } from '../api/presence.ts'
import { Observable } from './observable.ts'

export type Status = 'active' | 'idle' | 'away'

const PING_MS = 50_000
/** https://zulip.com/api/register-queue: server_presence_offline_threshold_seconds */
const OFFLINE_S = 140
const IDLE_MS = 5 * 60_000

/** Who is there. Tells the host every minute that we are, as long as the page is open. */
export class Presence extends Observable {
  /** seconds since 1970 */
  readonly #seen = new Map<number, { active: number; idle: number }>()
  readonly #client: Client
  #isKnown = false
  #lastUpdate = -1
  #lastInput = Date.now()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(client: Client) {
    super()
    this.#client = client
  }

  /** undefined: the host does not tell. */
  statusOf(userId: number): Status | undefined {
    if (!this.#isKnown) return undefined
    const seen = this.#seen.get(userId)
    const since = Date.now() / 1000 - OFFLINE_S
    if (!seen || Math.max(seen.active, seen.idle) < since) return 'away'
    return seen.active >= since ? 'active' : 'idle'
  }

  start(): void {
    this.stop()
    this.#timer = setInterval(() => void this.#ping(), PING_MS)
    void this.#ping()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  noteInput(): void {
    this.#lastInput = Date.now()
  }

  /** Milliseconds since somebody touched the page. */
  idleFor(): number {
    return Date.now() - this.#lastInput
  }

  handle(userId: number, presence: WirePresence): void {
    for (const { status, timestamp } of Object.values(presence)) {
      if (status === 'active') this.#note(userId, timestamp, timestamp)
      else this.#note(userId, 0, timestamp)
    }
    this.changed()
  }

  async #ping(): Promise<void> {
    try {
      const { presences, presence_last_update_id } = await tellPresence(this.#client, {
        status: this.idleFor() < IDLE_MS ? 'active' : 'idle',
        new_user_input: this.idleFor() < PING_MS,
        last_update_id: this.#lastUpdate,
        ping_only: false,
      })
      this.#isKnown = true
      this.#lastUpdate = presence_last_update_id ?? this.#lastUpdate
      for (const [id, { active_timestamp = 0, idle_timestamp = 0 }] of Object.entries(presences ?? {})) {
        this.#note(Number(id), active_timestamp, idle_timestamp)
      }
    } catch (error) {
      // A host without presence; when it is away, the next ping will tell.
      if (error instanceof Refused && error.status === 404) this.stop()
    }
    // Also without news: people go away by the passing of time.
    this.changed()
  }

  #note(userId: number, active: number, idle: number): void {
    const seen = this.#seen.get(userId)
    this.#seen.set(userId, { active: Math.max(active, seen?.active ?? 0), idle: Math.max(idle, seen?.idle ?? 0) })
  }
}
