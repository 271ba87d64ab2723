import type { Database } from '../db/database.ts'
import type { Log } from '../lib/log.ts'

/** Where ids are remembered that the database has given out; outlives a database that goes back in time. */
export interface Marks {
  highWater(): Ids
  raiseHighWater(marks: Ids): void
}

interface Ids {
  readonly messageId: number
  readonly eventId: number
}

/** More than could be given out between two looks, so that no id is given out twice. */
const SLACK = 100_000
const LOOK_MS = 5_000

/**
 * Keeps ids from being given out twice after the database went back in time: another's copy was put in its place, or an
 * unsafe disk lost what was acknowledged. Ids then continue above everything clients may have seen, and a new epoch ends
 * their event queues, so that they ask for the state anew.
 */
export class HighWater {
  #timer: NodeJS.Timeout | undefined
  #told = 0
  readonly #db: Database
  readonly #marks: Marks
  readonly #log: Log

  constructor(db: Database, marks: Marks, log: Log) {
    this.#db = db
    this.#marks = marks
    this.#log = log
  }

  /** Before anything is given out; afterwards ids are remembered every few seconds. */
  async start(): Promise<void> {
    const known = this.#marks.highWater()
    const now = await this.#readSequences()
    if (now.messageId < known.messageId || now.eventId < known.eventId) {
      this.#log.warn(
        { known, now },
        'The database is older than what was seen of it: clients will load everything anew, and ids continue above',
      )
      await this.#db.withTransaction(async (tx) => {
        await tx.query(
          `select setval('message_id_seq', greatest(last_value, $1::bigint) + ${SLACK}) from message_id_seq`,
          [known.messageId],
        )
        await tx.query(`select setval('event_id_seq', greatest(last_value, $1::bigint) + ${SLACK}) from event_id_seq`, [
          known.eventId,
        ])
        await tx.query('update organization set epoch = epoch + 1')
        await tx.query('delete from event_queue')
      })
    }
    await this.remember()
    this.#timer = setInterval(() => {
      // The database is away; the supervisor says so.
      this.remember().catch(() => {})
    }, LOOK_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.remember()
  }

  /** Notes only what is committed: a sequence runs ahead of it, and falls back to it when the power fails. */
  async remember(): Promise<void> {
    const now = await this.#readIds(
      'select coalesce((select max(id) from message), 0) as "messageId", coalesce((select max(id) from event), 0) as "eventId"',
    )
    if (now.eventId === this.#told) return
    this.#marks.raiseHighWater(now)
    this.#told = now.eventId
  }

  #readSequences(): Promise<Ids> {
    return this.#readIds(
      'select m.last_value as "messageId", e.last_value as "eventId" from message_id_seq m, event_id_seq e',
    )
  }

  async #readIds(text: string): Promise<Ids> {
    const [row] = await this.#db.query<Ids>(text)
    if (!row) throw new Error('The newest ids cannot be read')
    return row
  }
}
