import type { Client } from 'pg'
import type { Database } from '../db/database.ts'

const CHANNEL = 'hearth_event'
const COUNT_MS = 10_000

/**
 * Tells the other nodes on the same database that there is something to read, and hears it from them. A hint without
 * payload, sent after the commit: one inside it would make all transactions queue for the notification's own lock. Whoever
 * misses it finds the events at its next look.
 */
export class Hints {
  readonly #db: Database
  readonly #onHint: () => void
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #others = 0
  #isTelling = false
  #hasMore = false

  constructor(db: Database, onHint: () => void) {
    this.#db = db
    this.#onHint = onHint
  }

  start(): void {
    this.#timer = setInterval(() => void this.#count(), COUNT_MS)
    void this.#count()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#drop()
  }

  /** Something was committed here. What comes while a hint is under way shares the next one. */
  tell(): void {
    if (this.#others === 0) return
    if (this.#isTelling) {
      this.#hasMore = true
      return
    }
    this.#isTelling = true
    this.#hasMore = false
    this.#ask(`notify ${CHANNEL}`)
      .finally(() => {
        this.#isTelling = false
        if (this.#hasMore) this.tell()
      })
      .catch(() => this.#drop())
  }

  /** Alone, as on an office's own machine, a node spends nothing on telling itself. */
  async #count(): Promise<void> {
    try {
      if (!this.#client) await this.#connect()
      const rows = await this.#ask(
        `select pid from pg_stat_activity where application_name = '${CHANNEL}' and pid <> pg_backend_pid()`,
      )
      this.#others = rows.length
    } catch {
      // The database is away; the supervisor says so, and the next count comes soon.
      this.#drop()
    }
  }

  async #connect(): Promise<void> {
    const client = await this.#db.dedicated()
    // Stopped meanwhile.
    if (!this.#timer) {
      await client.end()
      return
    }
    client.on('end', () => this.#drop(client))
    client.on('notification', ({ processId }) => {
      if (processId !== (client as unknown as { processID: number }).processID) this.#onHint()
    })
    this.#client = client
    await client.query(`set application_name = '${CHANNEL}'`)
    await client.query(`listen ${CHANNEL}`)
  }

  async #ask(text: string): Promise<object[]> {
    const result = await this.#client?.query<object>(text)
    return result?.rows ?? []
  }

  #drop(client = this.#client): void {
    if (client !== this.#client) return
    this.#client = undefined
    this.#others = 0
    // Not waited for: a connection that is gone may never say goodbye.
    client?.end().catch(() => undefined)
  }
}
