import type { Database } from '../db/database.ts'
import type { EventSink } from '../db/transaction.ts'
import type { StoredEvent } from '../db/writer.ts'
import type { Log } from '../lib/log.ts'
import { Audience } from './audience.ts'
import { EventTable } from './event-table.ts'
import type { Frame } from './frame.ts'
import { Hints } from './hints.ts'
import { LocalIds } from './local-ids.ts'

/** Clients see `log id × STEP + n`: n > 0 are events that are never stored (typing, presence, heartbeats). */
export const STEP = 1024
const TAIL = 20_000
const LOOK_MS = 1_000

/** One position of the log. `seq` is what clients know as the event's id. */
export interface Entry {
  readonly seq: number
  readonly event: StoredEvent
  /** What everybody gets, made when the first one does; never for events that differ by reader. */
  frame?: Frame
}

/** Who is told of new entries: first everybody's `prepare`, which may take its time, then `publish`, all in one step. */
export interface Follower {
  prepare?(entries: readonly Entry[]): Promise<void>
  publish(entries: readonly Entry[]): void
  /** The same events of this node's own commits, as soon as they are committed, in any order. */
  committed?(events: readonly StoredEvent[]): void
}

/**
 * The log as this node knows it: the table, and its newest part in memory. Because id order is commit order, whoever
 * sees an id sees every lower one that will ever exist; so a jump is answered by reading the table, never by waiting.
 */
export class EventLog implements EventSink {
  readonly audience: Audience
  readonly table: EventTable
  readonly localIds = new LocalIds()
  #tail: Entry[] = []
  #last = 0
  #transient = 0
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  /** Everything that changes the state above, one step after the other. */
  #work: Promise<void> = Promise.resolve()
  #incoming: StoredEvent[] = []
  readonly #followers = new Set<Follower>()
  readonly #hints: Hints
  readonly #log: Log

  constructor(db: Database, log: Log) {
    this.#log = log
    this.audience = new Audience(db)
    this.table = new EventTable(db)
    this.#hints = new Hints(db, () => void this.look())
  }

  /** The newest position that readers have been told of, in clients' form. */
  get lastSeq(): number {
    return this.#last * STEP + this.#transient
  }

  /** Logs the start itself: ids of transient events then rise over restarts without a write of their own. */
  async start(): Promise<void> {
    this.#last = await this.table.open()
    this.#timer = setInterval(() => {
      if (!this.#looking) void this.look()
    }, LOOK_MS)
    this.#hints.start()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#hints.stop()
  }

  /** Events of a transaction of this node that has just committed, in order. */
  committed(events: readonly StoredEvent[]): void {
    if (events.length === 0) return
    for (const follower of this.#followers) follower.committed?.(events)
    const isQueued = this.#incoming.length > 0
    this.#incoming.push(...events)
    // One step takes whatever has come until it begins.
    if (isQueued) return
    void this.#step('The event log could not be read; it will be read again', async () => {
      const incoming = this.#incoming
      this.#incoming = []
      await this.#accept(incoming.sort((a, b) => a.id - b.id))
    })
  }

  /** An event for the moment only, placed between stored ones. */
  emitTransient(event: Omit<StoredEvent, 'id'>): void {
    void this.#step('A passing event was lost', async () => {
      // No id is left before the next stored one.
      if (this.#transient >= STEP - 1) await this.#catchUp(await this.table.mark())
      const entry = { seq: this.lastSeq + 1, event: { id: this.#last, ...event } }
      await this.audience.prepare(entry.event)
      await this.#publish([entry])
    })
  }

  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /**
   * For what is kept in memory until it changes: tells of every event in order, and of this node's own from the commit on,
   * since what it has changed holds for whatever it does next. So most are heard twice.
   */
  hear(listener: (events: readonly StoredEvent[]) => void): () => void {
    return this.follow({ publish: (entries) => listener(entries.map(({ event }) => event)), committed: listener })
  }

  /** Entries after `seq`, oldest first: from memory when it reaches back that far, else a page of the table. */
  async readAfter(seq: number): Promise<readonly Entry[]> {
    const from = Math.floor(seq / STEP)
    const first = this.#tail[0]
    if (from >= this.#last || (first && first.seq <= seq + 1)) return this.#tail.slice(this.#indexAfter(seq))
    const rows = await this.table.read(from, this.#last)
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
    const looking = this.#step(undefined, async () => {
      await this.#catchUp(await this.table.newest())
      await this.table.extend(this.#last)
    })
    this.#looking = looking.finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** @param complaint what is logged when it fails; undefined: the database is away, and the supervisor says so */
  #step(complaint: string | undefined, work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (complaint) this.#log.error({ err: error }, complaint)
    })
    return this.#work
  }

  async #accept(events: readonly StoredEvent[]): Promise<void> {
    const fresh = events.filter((event) => event.id > this.#last)
    const isWhole = fresh.every((event, i) => event.id === this.#last + 1 + i)
    // Otherwise something else was committed in between: the table has both, in order.
    if (isWhole) await this.#append(fresh)
    else await this.#catchUp(fresh.at(-1)?.id ?? 0)
    this.#hints.tell()
  }

  async #catchUp(upTo: number): Promise<void> {
    while (this.#last < upTo) {
      const events = await this.table.read(this.#last, upTo)
      if (events.length === 0) return
      await this.#append(events)
    }
  }

  async #append(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) await this.audience.prepare(event)
    await this.#publish(events.map((event) => ({ seq: event.id * STEP, event })))
  }

  async #publish(entries: readonly Entry[]): Promise<void> {
    const last = entries.at(-1)
    if (!last) return
    for (const follower of this.#followers) await follower.prepare?.(entries)
    // In one step from here: who looks finds none of it or all, and who waits is told once.
    this.#tail.push(...entries)
    if (this.#tail.length > TAIL * 1.2) this.#tail = this.#tail.slice(-TAIL)
    this.#last = last.event.id
    this.#transient = last.seq % STEP
    for (const follower of this.#followers) follower.publish(entries)
  }

  #indexAfter(seq: number): number {
    let low = 0
    for (let high = this.#tail.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((this.#tail[middle]?.seq ?? 0) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
