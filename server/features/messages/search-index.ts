import type { Database } from '../../db/database.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import type { Log } from '../../lib/log.ts'

/** Messages taken in at a time: a step holds its lock for some tens of milliseconds. */
const STEP = 500
/** What is sent within this time is taken in together, in ms; until then it is searched directly. */
const DELAY_MS = 500

/** Takes new messages into the full-text index, after their commit. */
export class SearchIndex {
  readonly #db: Database
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopping = false

  constructor(db: Database, events: EventLog, log: Log) {
    this.#db = db
    this.#log = log
    events.follow({
      publish: (entries) => {
        if (entries.some(({ event }) => event.type === 'message')) this.#wake()
      },
    })
  }

  /** Also takes in what an earlier run left. */
  start(): void {
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    await this.#running
  }

  #wake(): void {
    if (this.#isStopping || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      // One at a time: what is sent meanwhile wakes it again.
      this.#running = (this.#running ?? Promise.resolve()).then(() => this.#catchUp())
    }, DELAY_MS)
    this.#timer.unref()
  }

  async #catchUp(): Promise<void> {
    try {
      while (!this.#isStopping && (await takeIn(this.#db)) === STEP) {
        // The next step follows at once.
      }
    } catch (error) {
      this.#log.warn(
        { err: error },
        'New messages could not be taken into the search index; they are found all the same',
      )
    }
  }
}

/** One step of the index. @returns how many messages it took in */
export async function takeIn(db: Database): Promise<number> {
  return db.withTransaction(async (tx) => {
    const [row] = await tx.query<{ count: number }>('select index_messages($1) as count', [STEP])
    return row?.count ?? 0
  })
}
