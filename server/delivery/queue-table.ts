import type { Database } from '../db/database.ts'
import type { Queue, QueueOptions } from './queue.ts'

interface Row {
  readonly user_id: number
  readonly options: QueueOptions
  readonly last_event_id: number
}

/** The queues' rows, which outlive a restart. What changes at every poll is written lazily. */
export class QueueTable {
  readonly #db: Database
  readonly #epoch: number

  constructor(db: Database, epoch: number) {
    this.#db = db
    this.#epoch = epoch
  }

  async insert(id: string, user: number, options: QueueOptions, lastEventId: number): Promise<void> {
    await this.#db.query(
      'insert into event_queue (id, user_id, epoch, options, last_event_id) values ($1, $2, $3, $4, $5)',
      [id, user, this.#epoch, JSON.stringify(options), lastEventId],
    )
  }

  async find(id: string): Promise<Row | undefined> {
    const [row] = await this.#db.query<Row>(
      'select user_id, options, last_event_id from event_queue where id = $1 and epoch = $2',
      [id, this.#epoch],
    )
    return row
  }

  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#db.query('delete from event_queue where id = any ($1)', [ids])
  }

  /** Notes that these queues are in use, and what their clients know. */
  async note(queues: readonly Queue[]): Promise<void> {
    if (queues.length === 0) return
    const cursors = queues.map((queue) => queue.acknowledged)
    await this.#db.query(
      `update event_queue q set last_event_id = greatest(q.last_event_id, x.cursor), last_seen_at = now()
       from unnest($1::text[], $2::bigint[]) x(id, cursor) where q.id = x.id`,
      [queues.map((queue) => queue.id), cursors],
    )
  }

  /** Deletes queues that no node has noted for so many milliseconds. */
  async deleteUnseen(age: number): Promise<void> {
    await this.#db.query(`delete from event_queue where last_seen_at < now() - $1 * interval '1 millisecond'`, [age])
  }

  /** The oldest position that any queue of any node may still be asked from; without queues infinitely new. */
  async oldestCursor(): Promise<number> {
    const [row] = await this.#db.query<{ id: number | null }>('select min(last_event_id) as id from event_queue')
    return row?.id ?? Number.POSITIVE_INFINITY
  }
}
