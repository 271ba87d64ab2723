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
  /** `role` follows the account's. */
  readonly reader: { readonly id: number; role: number }
  readonly options: QueueOptions
  lastSeen: number
  /** Aborted when the queue ends, so that nobody waits on it. */
  readonly ended: AbortController
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
    log.onEntries((entries) => {
      for (const { event } of entries) if (event.type === 'realm_user') this.#followAccount(event.payload)
    })
  }

  /** @param lastEventId the newest event that the caller's snapshot includes, in clients' form */
  async create(reader: Queue['reader'], options: QueueOptions, lastEventId: number): Promise<string> {
    const id = `${this.#epoch}:${randomBytes(16).toString('hex')}`
    await this.#db.query(
      'insert into event_queue (id, user_id, epoch, options, last_event_id) values ($1, $2, $3, $4, $5)',
      [id, reader.id, this.#epoch, JSON.stringify(options), lastEventId],
    )
    this.#open.set(id, { id, reader: { ...reader }, options, lastSeen: Date.now(), ended: new AbortController() })
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
        queue = {
          id,
          reader: { id: row.user_id, role: reader.role },
          options: row.options,
          lastSeen: Date.now(),
          ended: new AbortController(),
        }
        this.#open.set(id, queue)
      }
    }
    if (!queue || queue.reader.id !== reader.id) throw badQueue(id)
    queue.lastSeen = Date.now()
    return queue
  }

  async delete(id: string, reader: Queue['reader']): Promise<void> {
    const queue = await this.find(id, reader)
    await this.#drop(queue)
  }

  /** Ends every wait with an empty answer, so that a stop need not wait for long polls; the queues stay. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Removes queues that nobody has polled for ten minutes. */
  async dropIdle(now = Date.now()): Promise<void> {
    for (const queue of this.#open.values()) {
      if (now - queue.lastSeen < IDLE_MS) continue
      await this.#drop(queue)
    }
  }

  /**
   * Events after `after`, at most a page; waits for one when there is none, up to `wait` ms, then a heartbeat.
   * @throws {ApiError} BAD_EVENT_QUEUE_ID for a cursor from the future
   */
  async poll(queue: Queue, after: number, wait: number, caller: AbortSignal): Promise<Record<string, unknown>[]> {
    // /register may have read a commit that the log has not heard of yet.
    if (after > this.#log.lastSeq) await this.#log.look()
    if (after > this.#log.lastSeq) throw badQueue(queue.id)
    let cursor = after
    const signal = AbortSignal.any([caller, this.#stopping.signal, queue.ended.signal])
    const until = Date.now() + wait
    for (;;) {
      const entries = await this.#log.readAfter(cursor)
      const mine = entries.filter((entry) => this.#wants(queue, entry)).slice(0, PAGE)
      const events = await this.#toEvents(mine, queue)
      if (events.length > 0) return events
      if (entries.length > 0) {
        // A full page may leave entries that nobody looked at.
        cursor = (mine.length === PAGE ? mine : entries).at(-1)?.seq ?? cursor
        continue
      }
      if (queue.ended.signal.aborted) throw badQueue(queue.id)
      const left = until - Date.now()
      if (left <= 0 || signal.aborted) {
        queue.lastSeen = Date.now()
        return wait > 0 && !signal.aborted ? [{ type: 'heartbeat', id: cursor }] : []
      }
      await this.#next(queue, cursor, left, signal)
    }
  }

  async #drop(queue: Queue): Promise<void> {
    this.#open.delete(queue.id)
    queue.ended.abort()
    await this.#db.query('delete from event_queue where id = $1', [queue.id])
  }

  /** A closed account's queues end on every node; its rows went with the account's own transaction. */
  #followAccount(payload: Entry['event']['payload']): void {
    const person = payload?.['person'] as { user_id: number; role?: number; is_active?: boolean } | undefined
    for (const queue of this.#open.values()) {
      if (queue.reader.id !== person?.user_id) continue
      if (person.role !== undefined) queue.reader.role = person.role
      if (person.is_active !== false) continue
      this.#open.delete(queue.id)
      queue.ended.abort()
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
