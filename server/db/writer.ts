import type pg from 'pg'
import type { Database } from './database.ts'

/** A message, checked: everything that can be the caller's fault is settled, but for what may change meanwhile. */
export interface Send {
  readonly sender: number
  readonly recipient: number
  /** null: direct message */
  readonly topic: string | null
  readonly content: string
  readonly rendered: string
  /** 0 none, 1 everyone in the stream, 2 the topic's participants */
  readonly wildcard: 0 | 1 | 2
  /** Whom 2 calls. */
  readonly called?: readonly number[]
  /** Users mentioned by name; who does not receive the message is left out by the database. */
  readonly mentions: readonly number[]
  readonly groups: readonly number[]
  /** Users who watch for a word in the text; who does not receive the message is left out by the database. */
  readonly alerts?: readonly number[]
  /** Digest of (queue_id, local_id) in hex: a resend with the same key answers the first id. */
  readonly key: string | null
  readonly unread: boolean
  readonly client: number
  readonly link: boolean
  readonly image: boolean
  readonly attachment: boolean
}

/** Marks of read. `ids` names messages; the other scopes reach up to the newest message visible now. */
export type Mark = { readonly user: number; readonly op: 'read' | 'unread' } & (
  | { readonly scope: 'ids'; readonly ids: readonly number[] }
  | { readonly scope: 'topic'; readonly recipient: number; readonly topic: number }
  | { readonly scope: 'stream'; readonly recipient: number }
  | { readonly scope: 'all' }
)

/** Sets or clears one bit of `message_flag` for one user; `flag` is its name in the event. */
export interface FlagChange {
  readonly user: number
  readonly op: 'add' | 'remove'
  readonly bit: number
  readonly flag: string
  readonly ids: readonly number[]
}

export interface ReactionChange {
  readonly user: number
  readonly message: number
  readonly op: 'add' | 'remove'
  readonly name: string
  readonly code: string
  readonly kind: string
}

export interface Sent {
  readonly id: number
  /** Milliseconds since 1970; undefined for a resend. */
  readonly at: number | undefined
  readonly eventId: number | undefined
  readonly topicId: number
  /** As first written: topics are one whatever their case. */
  readonly topicName: string | null
  /** The key was known: this is the message of the first attempt. */
  readonly wasSentBefore: boolean
}

/** An event as the log holds it; see server/delivery for who gets it. */
export interface StoredEvent {
  readonly id: number
  readonly type: string
  readonly audience: number
  readonly users: readonly number[] | null
  readonly recipient_id: number | null
  readonly message_id: number | null
  readonly payload: Readonly<Record<string, unknown>> | null
}

/** What changed between the check and the write (deactivated, unsubscribed, archived): this send alone fails. */
export class SendRefused extends Error {}

/** The connection went away: nothing is known of the outcome, and only a send with a key may be sent again. */
export class OutcomeUnknown extends Error {}

type Op =
  | { kind: 'sends'; op: Send; settle: (answer: Answer) => void; fail: (e: Error) => void }
  | { kind: 'marks'; op: Mark; settle: (answer: Answer) => void; fail: (e: Error) => void }
  | { kind: 'flags'; op: FlagChange; settle: (answer: Answer) => void; fail: (e: Error) => void }
  | { kind: 'reactions'; op: ReactionChange; settle: (answer: Answer) => void; fail: (e: Error) => void }

interface Answer {
  readonly at: number
  readonly sent: SentRow | undefined
  readonly event: StoredEvent | undefined
}
type SentRow = [
  ord: number,
  id: number | null,
  event: number | null,
  topic: number | null,
  name: string | null,
  error: string | null,
  before: boolean,
]
interface BatchAnswer {
  readonly at: number
  readonly sends: SentRow[] | null
  readonly events: (StoredEvent & { ord: number })[] | null
}

/** Bounds what one transaction holds the order for. */
const MAX_BATCH = 128

/**
 * Group commit: what arrives while a transaction is in flight forms the next batch, so the disk is waited for once
 * for all of them. One batch is one call of `core_write`. A batch that fails is tried again singly, so that one bad
 * row fails alone.
 */
export class Writer {
  #waiting: Op[] = []
  #client: pg.Client | undefined
  #running: Promise<void> | undefined
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** @throws {SendRefused} @throws {OutcomeUnknown} */
  async send(op: Send): Promise<Sent> {
    const { at, sent } = await this.#enqueue('sends', op)
    if (!sent) throw new OutcomeUnknown('The database gave no answer for this message.')
    const [, id, event, topic, name, error, before] = sent
    if (error || id === null) throw new SendRefused(error ?? 'not stored')
    return {
      id,
      at: before ? undefined : at,
      eventId: event ?? undefined,
      topicId: topic ?? 0,
      topicName: name,
      wasSentBefore: before,
    }
  }

  async mark(op: Mark): Promise<StoredEvent | undefined> {
    return (await this.#enqueue('marks', op)).event
  }

  async flag(op: FlagChange): Promise<StoredEvent | undefined> {
    return (await this.#enqueue('flags', op)).event
  }

  /** @returns undefined when there was nothing to change, or no such message for this user */
  async react(op: ReactionChange): Promise<StoredEvent | undefined> {
    return (await this.#enqueue('reactions', op)).event
  }

  /** Waits for everything accepted so far, then gives the connection back. */
  async stop(): Promise<void> {
    while (this.#running) await this.#running
    await this.#client?.end().catch(() => {})
    this.#client = undefined
  }

  #enqueue(kind: Op['kind'], op: Op['op']): Promise<Answer> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ kind, op, settle, fail } as Op)
      this.#running ??= this.#drain()
    })
  }

  async #drain(): Promise<void> {
    // One turn of the loop: requests that came in the same packet share the first batch, too.
    await new Promise<void>((next) => setImmediate(next))
    while (this.#waiting.length > 0) {
      const batch = this.#take()
      try {
        await this.#write(batch)
      } catch (error) {
        await this.#recover(batch, error as Error)
      }
    }
    // In the same step as the last look at the queue: what arrives from now on starts a new run.
    this.#running = undefined
  }

  /** The oldest first. One user's marks and flags keep their order by never sharing a batch; so do equal keys. */
  #take(): Op[] {
    const batch: Op[] = []
    const rest: Op[] = []
    const taken = new Set<string>()
    for (const op of this.#waiting) {
      const key = keyOf(op)
      if (batch.length >= MAX_BATCH || (key !== undefined && taken.has(key))) rest.push(op)
      else batch.push(op)
      if (key !== undefined) taken.add(key)
    }
    this.#waiting = rest
    return batch
  }

  async #write(batch: readonly Op[]): Promise<void> {
    const input = (wanted: Op['kind']) => {
      const ops = batch.flatMap(({ kind, op }, ord) => (kind === wanted ? { ord, ...op } : []))
      return ops.length > 0 ? JSON.stringify(ops) : null
    }
    this.#client ??= await this.#db.dedicated()
    const { rows } = await this.#client.query<{ r: BatchAnswer }>({
      name: 'core_write',
      text: 'select core_write($1, $2, $3, $4) as r',
      values: [input('sends'), input('marks'), input('flags'), input('reactions')],
    })
    const answer = rows[0]?.r
    const sends = new Map(answer?.sends?.map((row) => [row[0], row]))
    const events = new Map(answer?.events?.map((event) => [event.ord, event]))
    for (const [ord, op] of batch.entries()) {
      op.settle({ at: answer?.at ?? 0, sent: sends.get(ord), event: events.get(ord) })
    }
  }

  async #recover(batch: readonly Op[], error: Error & { code?: string }): Promise<void> {
    // An SQLSTATE of the statement itself: the transaction is known to have rolled back.
    const rolledBack = error.code !== undefined && /^(2|40|42|53|54)/.test(error.code)
    if (!rolledBack) {
      // Not awaited: a connection that is gone may never say goodbye.
      this.#client?.end().catch(() => {})
      this.#client = undefined
      for (const op of batch) op.fail(new OutcomeUnknown(error.message))
    } else if (batch.length === 1) batch[0]?.fail(error)
    else {
      for (const op of batch) await this.#write([op]).catch((e: Error) => this.#recover([op], e))
    }
  }
}

function keyOf({ kind, op }: Op): string | undefined {
  if (kind === 'marks' || kind === 'flags') return `user ${op.user}`
  if (kind === 'sends') return op.key === null ? undefined : `key ${op.sender} ${op.key}`
  return undefined
}
