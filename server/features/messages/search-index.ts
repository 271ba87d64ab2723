import type { Database } from '../../db/database.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'

/** Messages taken in at a time: a step holds its lock for some tens of milliseconds. */
const STEP = 500
/** Until then new messages are searched directly, which of so few takes no time. */
const DELAY_MS = 2_000

/** Takes new messages into the full-text index, after their commit. */
export function createSearchIndex(db: Database, events: EventLog, log: Log): BackgroundJob {
  const job = new BackgroundJob({
    async work(signal) {
      while (!signal.aborted && (await takeIn(db)) === STEP) {
        // The next step follows at once.
      }
    },
    delayMs: DELAY_MS,
    lookMs: 60_000,
    log,
    failed: 'New messages could not be taken into the search index, and are found all the same',
  })
  events.follow({
    publish: (entries) => {
      if (entries.some(({ event }) => event.type === 'message')) job.wake()
    },
  })
  return job
}

/** One step of the index. @returns how many messages it took in */
export async function takeIn(db: Database): Promise<number> {
  return db.withTransaction(async (tx) => {
    const [row] = await tx.query<{ count: number }>('select index_messages($1) as count', [STEP])
    return row?.count ?? 0
  })
}
