import type { Database } from '../db/database.ts'
import type { EventSink } from '../db/transaction.ts'
import type { StoredEvent } from '../db/writer.ts'
import type { Log } from '../lib/log.ts'
import { Audience } from './audience.ts'

/** Clients see `log id × STEP + n`: n > 0 are events that are never stored (typing, presence, heartbeats). */
export const STEP = 1024
const TAIL = 20_000
const PAGE = 1_000
const LOOK_MS = 1_000

/** One position of the log. `seq` is what clients know as the event's id. */
export interface Entry {
  readonly seq: number
  readonly event: StoredEvent
}

/**
 * The log as this node knows it: the table, and its newest part in memory. Because id order is commit order, whoever
 * sees an id sees every lower one that will ever exist; so a jump is answered by reading the table, never by waiting.
 */
export class EventLog implements EventSink {
  readonly audience: Audience
  #tail: Entry[] = []
  #last = 0
  #transient = 0
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #work: Promise<void> = Promise.resolve()
  #listeners = new Set<(entries: readonly Entry[]) => void>()
  readonly #db: Database
  readonly #log: Log

  constructor(db: Database, log: Log) {
    this.#db = db
    this.#log = log
    this.audience = new Audience(db)
  }

  /** Id that a queue registered now has seen, in clients' form. */
  get lastSeq(): number {
    return this.#last * STEP + this.#transient
  }

  /** The newest position that readers have been told of, in clients' form. */
  get newest(): number {
    return this.#tail.at(-1)?.seq ?? 0
  }

  /** Logs the start itself: ids of transient events then rise over restarts without a write of their own. */
  async start(): Promise<void> {
    const [row] = await this.#db.query<{ id: number }>(
      `with locked as materialized (select take_order())
       insert into event (id, type, audience) select nextval('event_id_seq'), 'boot', 0 from locked returning id`,
    )
    this.#last = row?.id ?? 0
    this.#timer = setInterval(() => {
      if (!this.#looking) void this.look()
    }, LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Events of a transaction of this node that has just committed, in order. */
  committed(events: readonly StoredEvent[]): void {
    if (events.length === 0) return
    this.#work = this.#work
      .then(async () => {
        const first = events[0]?.id ?? 0
        // Something else committed in between: the table has both, in order.
        if (first !== this.#last + 1) await this.#catchUp(events.at(-1)?.id ?? 0)
        else await this.#append(events)
      })
      .catch((error: unknown) =>
        this.#log.error({ err: error }, 'The event log could not be read; it will be read again'),
      )
  }

  /** An event for the moment only, placed between stored ones. */
  emitTransient(event: Omit<StoredEvent, 'id'>): void {
    this.#work = this.#work
      .then(async () => {
        if (this.#transient >= STEP - 1) return
        this.#transient += 1
        const entry = { seq: this.lastSeq, event: { id: this.#last, ...event } }
        await this.audience.prepare(entry.event)
        this.#publish([entry])
      })
      .catch((error: unknown) => this.#log.error({ err: error }, 'A passing event was lost'))
  }

  onEntries(listener: (entries: readonly Entry[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Entries after `seq`, oldest first: from memory when it reaches back that far, else a page of the table. */
  async readAfter(seq: number): Promise<readonly Entry[]> {
    const from = Math.floor(seq / STEP)
    const first = this.#tail[0]
    if (from >= this.#last || (first && first.seq <= seq + 1)) {
      let low = 0
      for (let high = this.#tail.length; low < high; ) {
        const middle = (low + high) >> 1
        if ((this.#tail[middle]?.seq ?? 0) <= seq) low = middle + 1
        else high = middle
      }
      return this.#tail.slice(low)
    }
    const rows = await this.#read(from, this.#last)
    for (const event of rows) await this.audience.prepare(event)
    return rows.map((event) => ({ seq: event.id * STEP, event }))
  }

  /**
   * Finds what nobody told of: commits of other nodes, commits whose answer was lost, and what could not be read
   * while Postgres was restarting. Resolves when everything committed before the call is known, if it could be read.
   */
  look(): Promise<void> {
    // One that runs already may have read before the caller's commit.
    const again = this.#looking?.then(() => this.look())
    if (again) return again
    this.#work = this.#work
      .then(async () => {
        const [row] = await this.#db.query<{ id: number | null }>('select max(id) as id from event')
        await this.#catchUp(row?.id ?? 0)
      })
      .catch(() => {
        // The database is away; the supervisor says so, and the next look comes soon.
      })
    this.#looking = this.#work.finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  #read(after: number, upTo: number): Promise<StoredEvent[]> {
    return this.#db.query<StoredEvent>(
      `select id, type, audience, users, recipient_id, message_id, payload from event
       where id > $1 and id <= $2 order by id limit ${PAGE}`,
      [after, upTo],
    )
  }

  async #catchUp(upTo: number): Promise<void> {
    while (this.#last < upTo) {
      const events = await this.#read(this.#last, upTo)
      if (events.length === 0) return
      await this.#append(events)
    }
  }

  async #append(events: readonly StoredEvent[]): Promise<void> {
    const entries: Entry[] = []
    for (const event of events) {
      if (event.id <= this.#last) continue
      await this.audience.prepare(event)
      this.#last = event.id
      this.#transient = 0
      entries.push({ seq: event.id * STEP, event })
    }
    this.#publish(entries)
  }

  #publish(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    this.#tail.push(...entries)
    if (this.#tail.length > TAIL * 1.2) this.#tail = this.#tail.slice(-TAIL)
    for (const listener of this.#listeners) listener(entries)
  }
}
