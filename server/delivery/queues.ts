import { randomBytes } from 'node:crypto'
import { ApiError } from '../contract/errors.ts'
import type { Database } from '../db/database.ts'
import { type Entry, type EventLog, STEP } from './event-log.ts'

/** What a client asked of its queue at /register. */
export interface QueueOptions {
  /** null: all */
  readonly eventTypes: readonly string[] | null
  readonly applyMarkdown: boolean
  readonly allPublicStreams: boolean
}

export interface Queue {
  readonly id: string
  readonly reader: { readonly id: number; readonly role: number }
  readonly options: QueueOptions
  lastSeen: number
}

/** Turns an entry into the event a client sees, without its id; undefined: nothing is left to tell. */
export type Fill = (entries: readonly Entry[], queue: Queue) => Promise<(Record<string, unknown> | undefined)[]>

const IDLE_MS = 10 * 60_000
const PAGE = 500

/**
 * Event queues are rows with filters; the client's `last_event_id` is the cursor. They hold no events, so a restart
 * loses none and doubles none.
 */
export class Queues {
  readonly #open = new Map<string, Queue>()
  readonly #db: Database
  readonly #log: EventLog
  readonly #fill: Fill
  readonly #epoch: number
  readonly #stopping = new AbortController()

  constructor(db: Database, log: EventLog, epoch: number, fill: Fill) {
    this.#db = db
    this.#log = log
    this.#epoch = epoch
    this.#fill = fill
  }

  /** @param lastEventId the newest event that the caller's snapshot includes, in clients' form */
  async create(reader: Queue['reader'], options: QueueOptions, lastEventId: number): Promise<string> {
    const id = `${this.#epoch}:${randomBytes(16).toString('hex')}`
    await this.#db.query(
      'insert into event_queue (id, user_id, epoch, options, last_event_id) values ($1, $2, $3, $4, $5)',
      [id, reader.id, this.#epoch, JSON.stringify(options), lastEventId],
    )
    this.#open.set(id, { id, reader, options, lastSeen: Date.now() })
    return id
  }

  /** @throws {ApiError} BAD_EVENT_QUEUE_ID when it is gone, foreign, or of a time before a restore */
  async find(id: string, reader: Queue['reader']): Promise<Queue> {
    let queue = this.#open.get(id)
    if (!queue) {
      const [row] = await this.#db.query<{ user_id: number; options: QueueOptions }>(
        'select user_id, options from event_queue where id = $1 and epoch = $2',
        [id, this.#epoch],
      )
      if (row) {
        // Idle time counts only while a host serves, so a queue from before the restart starts anew.
        queue = { id, reader: { id: row.user_id, role: reader.role }, options: row.options, lastSeen: Date.now() }
        this.#open.set(id, queue)
      }
    }
    if (!queue || queue.reader.id !== reader.id) throw badQueue(id)
    queue.lastSeen = Date.now()
    return queue
  }

  async delete(id: string, reader: Queue['reader']): Promise<void> {
    const queue = await this.find(id, reader)
    this.#open.delete(queue.id)
    await this.#db.query('delete from event_queue where id = $1', [queue.id])
  }

  /** Ends every wait with an empty answer, so that a stop need not wait for long polls; the queues stay. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Removes queues that nobody has polled for ten minutes. */
  async dropIdle(now = Date.now()): Promise<void> {
    for (const queue of this.#open.values()) {
      if (now - queue.lastSeen < IDLE_MS) continue
      this.#open.delete(queue.id)
      await this.#db.query('delete from event_queue where id = $1', [queue.id])
    }
  }

  /**
   * Events after `after`, at most a page; waits for one when there is none, up to `wait` ms, then a heartbeat.
   * @throws {ApiError} BAD_EVENT_QUEUE_ID for a cursor from the future
   */
  async poll(queue: Queue, after: number, wait: number, caller: AbortSignal): Promise<Record<string, unknown>[]> {
    if (after > this.#log.lastSeq) throw badQueue(queue.id)
    let cursor = after
    const signal = AbortSignal.any([caller, this.#stopping.signal])
    const until = Date.now() + wait
    for (;;) {
      const entries = await this.#log.readAfter(cursor)
      const mine = entries.filter((entry) => this.#wants(queue, entry)).slice(0, PAGE)
      const events = await this.#toEvents(mine, queue)
      if (events.length > 0) return events
      if (entries.length > 0) {
        cursor = entries.at(-1)?.seq ?? cursor
        continue
      }
      const left = until - Date.now()
      if (left <= 0 || signal.aborted) {
        queue.lastSeen = Date.now()
        return wait > 0 && !signal.aborted ? [{ type: 'heartbeat', id: cursor }] : []
      }
      await this.#next(queue, cursor, left, signal)
    }
  }

  #wants(queue: Queue, { event }: Entry): boolean {
    const { eventTypes } = queue.options
    return (eventTypes === null || eventTypes.includes(event.type)) && this.#log.audience.admits(event, queue.reader)
  }

  async #toEvents(entries: readonly Entry[], queue: Queue): Promise<Record<string, unknown>[]> {
    const filled = await this.#fill(entries, queue)
    return entries.flatMap(({ seq }, i) => {
      const event = filled[i]
      return event ? [{ ...event, id: seq }] : []
    })
  }

  /** Resolves when an entry for this queue has come, the time is up, or the caller has gone. */
  #next(queue: Queue, cursor: number, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        off()
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const off = this.#log.onEntries((entries) => {
        if (entries.some((entry) => this.#wants(queue, entry))) done()
      })
      const timer = setTimeout(done, ms)
      signal.addEventListener('abort', done)
      // Something was published between the look and the listening.
      if (this.#log.newest > cursor || signal.aborted) done()
    })
  }
}

function badQueue(id: string): ApiError {
  return new ApiError('BAD_EVENT_QUEUE_ID', `Bad event queue ID: ${id}`, { queue_id: id })
}

/** The id a client sees for a stored event. */
export const toClientId = (eventId: number): number => eventId * STEP
