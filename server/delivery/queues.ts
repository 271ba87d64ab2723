import { randomBytes } from 'node:crypto'
import { ApiError } from '../contract/errors.ts'
import type { Database } from '../db/database.ts'
import { type Entry, type EventLog, STEP } from './event-log.ts'
import { Frame } from './frame.ts'
import type { Fill, Queue, QueueOptions } from './queue.ts'
import { QueueTable } from './queue-table.ts'
import type { Wait } from './wait.ts'
import { type Waiter, Waiters } from './waiters.ts'

export type { Fill, Queue, QueueOptions } from './queue.ts'

const IDLE_MS = 10 * 60_000
/** Events in an answer. */
const PAGE = 500
/** Characters in an answer: 500 long messages are 30 MB, and so many clients may leave them unread. */
const PAGE_TEXT = 1024 * 1024
/** Events that are read at a time, until the page is full. */
const SLICE = 50
/** More are no honest client's: each costs memory until it is ten minutes old. The one that was idle longest goes. */
const QUEUES_OF_ONE = 50

/**
 * Event queues are rows with filters; the client's `last_event_id` is the cursor. They hold no events, so a restart
 * loses none and doubles none.
 */
export class Queues {
  readonly #open = new Map<string, Queue>()
  /** Of them, those that get the messages of all public streams. */
  readonly #wide = new Set<Queue>()
  readonly #table: QueueTable
  readonly #log: EventLog
  readonly #fill: Fill
  readonly #epoch: number
  readonly #waiters: Waiters
  readonly #startedAt = Date.now()
  #isStopping = false
  /** The organization was closed, and with it the queues of then. */
  #isClosed = false

  constructor(db: Database, log: EventLog, epoch: number, fill: Fill) {
    this.#table = new QueueTable(db, epoch)
    this.#log = log
    this.#epoch = epoch
    this.#fill = fill
    this.#waiters = new Waiters({
      reach: ({ event }) => this.#reach(event),
      wants: (queue, entry) => this.#wants(queue, entry),
      now: (entry, queue) => this.#now(entry, queue),
    })
    log.follow({
      // With nobody here, nothing needs to be read.
      prepare: (entries) => (this.#open.size > 0 ? fill.prepare(entries) : Promise.resolve()),
      publish: (entries) => {
        for (const { event } of entries) if (event.type === 'realm_user') this.#followAccount(event.payload)
        this.#waiters.publish(entries)
        // Told of it themselves, they end with the organization; their rows went with its own transaction.
        if (entries.some(({ event }) => event.type === 'realm' && event.payload?.['op'] === 'deactivated'))
          this.#endAll()
      },
    })
  }

  /** @param lastEventId the newest event that the caller's snapshot includes, in clients' form */
  async create(reader: Queue['reader'], options: QueueOptions, lastEventId: number): Promise<string> {
    this.#isClosed = false
    await this.#makeRoom(reader.id)
    const id = `${this.#epoch}:${randomBytes(16).toString('hex')}`
    await this.#table.insert(id, reader.id, options, lastEventId)
    this.#remember(id, reader, options, lastEventId)
    return id
  }

  /** @throws {ApiError} BAD_EVENT_QUEUE_ID when it is gone, foreign, or of a time before a restore */
  async find(id: string, reader: Queue['reader']): Promise<Queue> {
    return this.#findOpen(id, reader) ?? this.#reopen(id, reader)
  }

  #findOpen(id: string, reader: Queue['reader']): Queue | undefined {
    const queue = this.#open.get(id)
    if (queue && queue.reader.id !== reader.id) throw badQueue(id)
    if (queue) queue.lastSeen = Date.now()
    return queue
  }

  /** Idle time counts only while a host serves, so a queue from before the restart starts anew. */
  async #reopen(id: string, reader: Queue['reader']): Promise<Queue> {
    const row = await this.#table.find(id)
    if (row?.user_id !== reader.id) throw badQueue(id)
    return this.#findOpen(id, reader) ?? this.#remember(id, reader, row.options, row.last_event_id)
  }

  async delete(id: string, reader: Queue['reader']): Promise<void> {
    const queue = await this.find(id, reader)
    this.#end(queue)
    await this.#table.delete([queue.id])
  }

  /** Ends every wait with an empty answer, so that a stop need not wait for long polls; the queues stay. */
  stop(): void {
    this.#isStopping = true
    this.#waiters.stop()
  }

  /**
   * Removes queues that nobody has used for ten minutes, notes of the others how far they are, and trims the log to
   * what they need.
   */
  async dropIdle(now = Date.now()): Promise<void> {
    const idle = [...this.#open.values()].filter((queue) => now - queue.lastSeen >= IDLE_MS)
    for (const queue of idle) this.#end(queue)
    await this.#table.delete(idle.map((queue) => queue.id))
    await this.#table.note([...this.#open.values()])
    // Those of clients that did not come back after a restart.
    if (now - this.#startedAt >= IDLE_MS) await this.#table.deleteUnseen(IDLE_MS * 1.2)
    await this.#log.table.trim(Math.floor((await this.#table.oldestCursor()) / STEP))
  }

  /**
   * Where a client's cursor starts to read: -1 stands for what it has last acknowledged.
   * @throws {ApiError} BAD_EVENT_QUEUE_ID for a cursor from the future, or from before what the log still has
   */
  async startAt(queue: Queue, after: number): Promise<number> {
    const cursor = after < 0 ? queue.acknowledged : after
    // /register may have read a commit that the log has not heard of yet.
    if (cursor > this.#log.lastSeq) await this.#log.look()
    if (!this.#holds(cursor)) throw badQueue(queue.id)
    queue.acknowledged = cursor
    return cursor
  }

  #holds(cursor: number): boolean {
    return cursor <= this.#log.lastSeq && cursor >= this.#log.table.floor * STEP
  }

  /** A page of what the queue is owed after `cursor`, and the position that it reaches to. */
  async read(queue: Queue, cursor: number): Promise<{ frames: readonly Frame[]; cursor: number }> {
    const newest = this.#log.lastSeq
    const entries = await this.#log.readAfter(cursor)
    const mine = entries.filter((entry) => this.#wants(queue, entry)).slice(0, PAGE)
    const frames: Frame[] = []
    let looked = 0
    for (let text = 0; looked < mine.length && text < PAGE_TEXT; looked += SLICE) {
      for (const frame of await this.#toFrames(mine.slice(looked, looked + SLICE), queue)) {
        frames.push(frame)
        text += frame.text.length
      }
    }
    // A full page leaves entries that nobody looked at.
    const isFull = looked < mine.length || mine.length === PAGE
    const last = isFull ? mine[Math.min(looked, mine.length) - 1] : entries.at(-1)
    return { frames, cursor: last?.seq ?? newest }
  }

  /** Waits for what comes after the waiter's cursor; false: there is something already, or no more to wait for. */
  attach(waiter: Waiter): boolean {
    const { queue, cursor } = waiter
    if (this.#isStopping || queue.hasEnded || this.#log.lastSeq > cursor) return false
    this.#waiters.add(waiter)
    return true
  }

  detach(waiter: Waiter): void {
    this.#waiters.remove(waiter)
  }

  /** Whoever waits has been told of everything up to here, in clients' form. */
  get position(): number {
    return this.#log.lastSeq
  }

  get isStopping(): boolean {
    return this.#isStopping
  }

  /** What a client of a queue that has ended is told. */
  gone(queue: Queue): ApiError {
    return badQueue(queue.id)
  }

  /**
   * Events after `after`, at most a page; waits for one when there is none, then a heartbeat.
   * @throws {ApiError} BAD_EVENT_QUEUE_ID
   */
  poll(id: string, reader: Queue['reader'], after: number, wait: Wait): Promise<readonly Frame[]> {
    const queue = this.#findOpen(id, reader)
    const until = Date.now() + wait.ms
    // The usual case goes without the promises of the others: a client that has seen all there is, and waits.
    const isCurrent = queue && wait.ms > 0 && !wait.isOver && after === this.#log.lastSeq
    if (!isCurrent) return this.#poll(queue ?? this.#reopen(id, reader), after, until, wait)
    queue.acknowledged = after
    return this.#wait(queue, after, until, wait, () => this.#poll(queue, after, until, wait))
  }

  async #poll(found: Queue | Promise<Queue>, after: number, until: number, wait: Wait): Promise<readonly Frame[]> {
    const queue = await found
    let cursor = await this.startAt(queue, after)
    // Who does not wait asks for all there is: an action's events reach the log a moment after its answer.
    if (wait.ms <= 0) await this.#log.look()
    for (;;) {
      if (this.#log.lastSeq > cursor) {
        const page = await this.read(queue, cursor)
        if (page.frames.length > 0) return page.frames
        cursor = page.cursor
        continue
      }
      if (queue.hasEnded) return this.#endOf(queue)
      queue.lastSeen = Date.now()
      if (this.#isStopping || wait.isOver || wait.ms <= 0) return []
      if (queue.lastSeen >= until) return [heartbeat(cursor)]
      const frames = await this.#wait(queue, cursor, until, wait, () => undefined)
      if (frames) return frames
    }
  }

  /** Of a closed organization the next call is told, with the reason. @throws {ApiError} BAD_EVENT_QUEUE_ID */
  #endOf(queue: Queue): readonly Frame[] {
    if (this.#isClosed) return []
    throw badQueue(queue.id)
  }

  /** @param otherwise what comes of a wait in which nothing was delivered; in its place, not behind it: polls are many */
  #wait<T>(
    queue: Queue,
    cursor: number,
    until: number,
    wait: Wait,
    otherwise: () => T | Promise<T>,
  ): Promise<readonly Frame[] | T> {
    return new Promise((resolve) => {
      const done = (frames?: readonly Frame[]) => {
        this.#waiters.remove(waiter)
        wait.onEnd = undefined
        resolve(frames ?? otherwise())
      }
      const waiter: Waiter = { queue, cursor, until, deliver: done, release: done }
      wait.onEnd = done
      if (!this.attach(waiter)) done()
    })
  }

  async #makeRoom(user: number): Promise<void> {
    const theirs = [...this.#open.values()].filter((queue) => queue.reader.id === user)
    if (theirs.length < QUEUES_OF_ONE) return
    const excess = theirs.sort((a, b) => a.lastSeen - b.lastSeen).slice(0, theirs.length - QUEUES_OF_ONE + 1)
    for (const queue of excess) this.#end(queue)
    await this.#table.delete(excess.map((queue) => queue.id))
  }

  #remember(id: string, reader: Queue['reader'], options: QueueOptions, acknowledged: number): Queue {
    const { id: user, role } = reader
    const queue: Queue = {
      id,
      reader: { id: user, role },
      options,
      acknowledged,
      lastSeen: Date.now(),
      hasEnded: false,
    }
    this.#open.set(id, queue)
    if (options.allPublicStreams) this.#wide.add(queue)
    return queue
  }

  #endAll(): void {
    this.#isClosed = true
    for (const queue of [...this.#open.values()]) this.#end(queue)
  }

  #end(queue: Queue): void {
    this.#open.delete(queue.id)
    this.#wide.delete(queue)
    queue.hasEnded = true
    this.#waiters.releaseAll(queue)
  }

  /** A closed account's queues end on every node; its rows went with the account's own transaction. */
  #followAccount(payload: Entry['event']['payload']): void {
    const person = payload?.['person'] as { user_id: number; role?: number; is_active?: boolean } | undefined
    for (const queue of this.#open.values()) {
      if (queue.reader.id !== person?.user_id) continue
      if (person.role !== undefined) queue.reader.role = person.role
      if (person.is_active === false) this.#end(queue)
    }
  }

  #wants(queue: Queue, { event }: Entry): boolean {
    const { eventTypes } = queue.options
    if (eventTypes !== null && !eventTypes.includes(event.type)) return false
    const { audience } = this.#log
    return audience.admits(event, queue.reader) || (isWide(queue) && audience.isPublicMessage(event))
  }

  #reach(event: Entry['event']): Iterable<number> | undefined {
    const { audience } = this.#log
    const users = audience.reach(event)
    if (!users || this.#wide.size === 0 || !audience.isPublicMessage(event)) return users
    return new Set([...users, ...[...this.#wide].map(({ reader }) => reader.id)])
  }

  #now(entry: Entry, queue: Queue): Frame | undefined {
    const { event } = entry
    const isOpen = event.type !== 'message' || this.#log.audience.mayStillRead(event, queue.reader)
    return isOpen ? this.#fill.now(entry, queue) : undefined
  }

  async #toFrames(entries: readonly Entry[], queue: Queue): Promise<Frame[]> {
    const known = entries.map((entry) => this.#now(entry, queue))
    const unknown = entries.filter((_entry, i) => known[i] === undefined)
    const read = unknown.length > 0 ? await this.#fill.read(unknown, queue) : []
    const rest = read.values()
    return known.flatMap((frame) => frame ?? rest.next().value ?? [])
  }
}

/** Whoever became a guest since reads only where they are subscribed. */
function isWide({ options, reader }: Queue): boolean {
  return options.allPublicStreams && reader.role !== 600
}

/** Tells a client that its connection lives, and from where to ask next. */
export function heartbeat(cursor: number): Frame {
  return Frame.of('heartbeat', {}, cursor)
}

function badQueue(id: string): ApiError {
  return new ApiError('BAD_EVENT_QUEUE_ID', `Bad event queue ID: ${id}`, { queue_id: id })
}

/** The id a client sees for a stored event. */
export const toClientId = (eventId: number): number => eventId * STEP
