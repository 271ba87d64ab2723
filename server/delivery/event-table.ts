import type { Database } from '../db/database.ts'
import type { StoredEvent } from '../db/writer.ts'

const PAGE = 1_000
/** Ids a partition; that of migration 0001 has as many. */
const SIZE = 1_000_000
/** Rows that one statement removes. */
const SLICE = 20_000

/** The log's table: range partitions of ids, made before they are needed and dropped when nobody needs them any more. */
export class EventTable {
  readonly #db: Database
  /** The first id that no partition has room for. */
  #end = 0
  /** Events up to this one may be gone. */
  #floor = 0
  /** The newest event when it was last trimmed. */
  #horizon = 0

  constructor(db: Database) {
    this.#db = db
  }

  /** Events up to this id may have been trimmed. */
  get floor(): number {
    return this.#floor
  }

  /** Makes room, and logs the start. @returns the id of that event */
  async open(): Promise<number> {
    const [sequence] = await this.#db.query<{ id: number }>('select last_value as id from event_id_seq')
    await this.extend(sequence?.id ?? 0)
    const [oldest] = await this.#db.query<{ id: number | null }>('select min(id) as id from event')
    this.#floor = (oldest?.id ?? 1) - 1
    return this.mark()
  }

  /** Stores an event that is nobody's: ids of transient events go on above it. @returns its id */
  async mark(): Promise<number> {
    const [row] = await this.#db.query<{ id: number }>(
      `with locked as materialized (select take_order())
       insert into event (id, type, audience) select nextval('event_id_seq'), 'boot', 0 from locked returning id`,
    )
    return row?.id ?? 0
  }

  /** A page of events with ids above `after`, up to `upTo`. */
  read(after: number, upTo: number): Promise<StoredEvent[]> {
    return this.#db.query<StoredEvent>(
      `select id, type, audience, users, recipient_id, message_id, payload from event
       where id > $1 and id <= $2 order by id limit ${PAGE}`,
      [after, upTo],
    )
  }

  async newest(): Promise<number> {
    const [row] = await this.#db.query<{ id: number | null }>('select max(id) as id from event')
    return row?.id ?? 0
  }

  /** Makes the next partition when the newest is half full: an id without a partition would be refused. */
  async extend(last: number): Promise<void> {
    if (last < this.#end - SIZE / 2) return
    await this.#db.withTransaction(async (tx) => {
      // Two nodes that look at once: the second finds what the first has made.
      await tx.query('select pg_advisory_xact_lock(4846)')
      for (const { number } of await tx.query<{ number: number }>(PARTITIONS)) {
        this.#end = Math.max(this.#end, (number + 1) * SIZE)
      }
      for (let from = this.#end; last >= this.#end - SIZE / 2; from = this.#end) {
        const name = `event_${from / SIZE}`
        // Attached afterwards, since a partition made in place would lock the log against every send.
        await tx.query(`create table ${name} (like event including all)`)
        await tx.query(`alter table event attach partition ${name} for values from (${from}) to (${from + SIZE})`)
        this.#end = from + SIZE
      }
    })
  }

  /**
   * Removes what no queue needs, `needed` and everything above it staying. What was logged since the last call stays
   * as well: a registration under way may have read its snapshot before it.
   */
  async trim(needed: number): Promise<void> {
    const newest = await this.newest()
    const upTo = Math.min(needed - 1, this.#horizon)
    this.#horizon = newest
    if (upTo <= this.#floor) return
    this.#floor = upTo
    for (const { name, number } of await this.#db.query<{ name: string; number: number }>(PARTITIONS)) {
      if ((number + 1) * SIZE - 1 > upTo) continue
      // Not dropped in place: that would wait for every reader of the log, and everybody for it.
      await this.#db.query(`alter table event detach partition ${name} concurrently`)
      await this.#db.query(`drop table ${name}`)
    }
    let removed = SLICE
    while (removed === SLICE) {
      const rows = await this.#db.query(
        `with old as (select id from event where id <= $1 order by id limit ${SLICE})
         delete from event e using old where e.id = old.id returning 1`,
        [upTo],
      )
      removed = rows.length
    }
  }
}

const PARTITIONS = `select c.relname as name, substring(c.relname from 7)::int as number
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event'::regclass order by number`
