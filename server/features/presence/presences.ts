import type { Database, ReadDb } from '../../db/database.ts'
import type { Log } from '../../lib/log.ts'
import { findPresences, type PresenceRow } from './repository.ts'

export type Status = 'active' | 'idle'

/** Seconds since 1970. */
interface Times {
  readonly active: number | null
  readonly connected: number
}

/** How long pings wait for others, so that a thousand people cost a write now and then instead of one each. */
const FLUSH_MS = 5_000

/**
 * Who was there when. Pings are kept in memory and written together; what is not written yet is laid over what is read,
 * so this node tells of it at once.
 */
export class Presences {
  #waiting = new Map<number, Times>()
  #writing = new Map<number, Times>()
  #timer: NodeJS.Timeout | undefined
  #written: Promise<void> = Promise.resolve()
  readonly #db: Database
  readonly #log: Log

  constructor(db: Database, log: Log) {
    this.#db = db
    this.#log = log
  }

  /** Somebody is there at this second; `idle` clients are open without being used. */
  note(user: number, status: Status, now: number): void {
    const at = Math.floor(now / 1000)
    add(this.#waiting, user, { active: status === 'active' ? at : null, connected: at })
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** When a user was last active, in seconds since 1970; undefined: never. */
  async lastActive(user: number): Promise<number | undefined> {
    const [row] = await this.read(this.#db, { user })
    return row?.active ?? undefined
  }

  /** Presences of active people in order of id, after an update or since a time, or of one user. */
  async read(db: ReadDb, wanted: Parameters<typeof findPresences>[1]): Promise<PresenceRow[]> {
    // Taken before the read: what is written meanwhile is found in one of the two places, or in both.
    const unwritten = new Map<number, Times>()
    for (const times of [this.#writing, this.#waiting]) for (const [id, t] of times) add(unwritten, id, t)
    const rows = await findPresences(db, { ...wanted, unwritten: [...unwritten.keys()] })
    return rows.flatMap((row) => {
      const known = row.connected === null ? undefined : { active: row.active, connected: row.connected }
      const merged = latest(known, unwritten.get(row.id))
      return merged ? [{ ...row, ...merged }] : []
    })
  }

  /** Writes what waits. What could not be written waits for the next time. */
  flush(): Promise<void> {
    this.#written = this.#written.then(async () => {
      clearTimeout(this.#timer)
      this.#timer = undefined
      if (this.#waiting.size === 0) return
      this.#writing = this.#waiting
      this.#waiting = new Map()
      const pings = [...this.#writing].map(([user, { active, connected }]) => [user, active, connected])
      try {
        await this.#db.query('select note_presence($1::json)', [JSON.stringify(pings)])
      } catch (error) {
        this.#log.warn({ err: error }, 'Who is online could not be noted; it will be tried again')
        for (const [id, times] of this.#writing) add(this.#waiting, id, times)
        this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
      }
      this.#writing = new Map()
    })
    return this.#written
  }

  /** Writes what waits, for the last time. */
  async stop(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
  }
}

function add(map: Map<number, Times>, user: number, times: Times): void {
  map.set(user, latest(map.get(user), times) ?? times)
}

function latest(a: Times | undefined, b: Times | undefined): Times | undefined {
  if (!a || !b) return a ?? b
  const active = a.active === null || b.active === null ? (a.active ?? b.active) : Math.max(a.active, b.active)
  return { active, connected: Math.max(a.connected, b.connected) }
}
