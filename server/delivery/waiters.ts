import type { Entry } from './event-log.ts'
import type { Frame } from './frame.ts'
import type { Queue } from './queue.ts'

/** Who has read everything so far and waits for more: a long poll, or a WebSocket. Its methods must not wait. */
export interface Waiter {
  readonly queue: Queue
  /** Entries up to this one are not owed any more, in clients' form. */
  readonly cursor: number
  /** When it is to be called back although nothing came, by the clock's milliseconds. */
  readonly until: number
  /** What came, in order, up to and including the position `upTo`. */
  deliver(frames: readonly Frame[], upTo: number): void
  /** It waits no longer: something came that must be read for it, the time is up, or the queue has ended. */
  release(): void
}

/** What the waiters' side of a publication needs to know. */
interface Rules {
  /** Whom the entry may concern; undefined: anybody. */
  reach(entry: Entry): Iterable<number> | undefined
  wants(queue: Queue, entry: Entry): boolean
  /** The event for a reader, if that is known without asking the database. */
  now(entry: Entry, queue: Queue): Frame | undefined
}

const LOOK_MS = 500

/** All waiters of this node, by account: each batch of the log is gone through once, and only for those it may concern. */
export class Waiters {
  readonly #byUser = new Map<number, Set<Waiter>>()
  readonly #rules: Rules
  readonly #timer: NodeJS.Timeout

  constructor(rules: Rules) {
    this.#rules = rules
    // One clock for all: a timer each would cost more than the poll itself.
    this.#timer = setInterval(() => this.#releaseLate(Date.now()), LOOK_MS)
    this.#timer.unref()
  }

  add(waiter: Waiter): void {
    const user = waiter.queue.reader.id
    const set = this.#byUser.get(user)
    if (set) set.add(waiter)
    else this.#byUser.set(user, new Set([waiter]))
  }

  remove(waiter: Waiter): void {
    const user = waiter.queue.reader.id
    const set = this.#byUser.get(user)
    set?.delete(waiter)
    if (set?.size === 0) this.#byUser.delete(user)
  }

  /** Gives the entries to whoever waits for them. */
  publish(entries: readonly Entry[]): void {
    const [only] = entries
    if (only && entries.length === 1) this.#publishOne(only)
    else this.#publishBatch(entries)
  }

  /** The usual case: nothing needs to be gathered, since no waiter gets more than this. */
  #publishOne(entry: Entry): void {
    const users = this.#rules.reach(entry)
    if (!users) for (const waiters of this.#byUser.values()) this.#give(entry, waiters)
    else for (const user of users) this.#give(entry, this.#byUser.get(user))
  }

  /** Whoever gets something leaves the set meanwhile, and comes back later only. */
  #give(entry: Entry, waiters: Iterable<Waiter> | undefined): void {
    for (const waiter of waiters ?? []) {
      if (entry.seq <= waiter.cursor || !this.#rules.wants(waiter.queue, entry)) continue
      const frame = this.#rules.now(entry, waiter.queue)
      if (frame) waiter.deliver([frame], entry.seq)
      else this.#release(waiter)
    }
  }

  #publishBatch(entries: readonly Entry[]): void {
    const upTo = entries.at(-1)?.seq ?? 0
    const found = new Map<Waiter, Frame[] | undefined>()
    for (const entry of entries) {
      const users = this.#rules.reach(entry)
      if (!users) for (const waiters of this.#byUser.values()) this.#offer(entry, waiters, found)
      else for (const user of users) this.#offer(entry, this.#byUser.get(user), found)
    }
    for (const [waiter, frames] of found) {
      if (frames) waiter.deliver(frames, upTo)
      else this.#release(waiter)
    }
  }

  /** Ends all waits of one queue, or of everybody. */
  releaseAll(queue?: Queue): void {
    for (const waiter of [...this.#all()]) if (!queue || waiter.queue === queue) this.#release(waiter)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.releaseAll()
  }

  #offer(entry: Entry, waiters: Iterable<Waiter> | undefined, found: Map<Waiter, Frame[] | undefined>): void {
    for (const waiter of waiters ?? []) {
      if (entry.seq <= waiter.cursor || !this.#rules.wants(waiter.queue, entry)) continue
      const frames = found.get(waiter)
      if (!frames && found.has(waiter)) continue
      const frame = this.#rules.now(entry, waiter.queue)
      // What must be read for it comes first: it gets nothing more from here, so that its order stays.
      if (!frame) found.set(waiter, undefined)
      else if (frames) frames.push(frame)
      else found.set(waiter, [frame])
    }
  }

  *#all(): Iterable<Waiter> {
    for (const waiters of this.#byUser.values()) yield* waiters
  }

  #release(waiter: Waiter): void {
    this.remove(waiter)
    waiter.release()
  }

  #releaseLate(now: number): void {
    for (const waiter of [...this.#all()]) if (waiter.until <= now) this.#release(waiter)
  }
}
