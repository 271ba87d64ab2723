import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../server/db/database.ts'
import { type Effort, inTurn, openProduct, pick, withBench } from '../bench.ts'
import type { Goal, Result } from '../report.ts'
import { connectDatabase } from '../seed/open-database.ts'

const IN_FLIGHT = 32
/** The index waits for two seconds before it begins: a turn must be long beside that. */
const LEAST_MS = 10_000

const rate: Goal = {
  name: 'sends while the search index takes them in; floor: without it',
  unit: 'sends/s',
  better: 'more',
  must: 0.7,
  aim: 0.85,
  because: 'Postgres cuts each text into words and stems them, on one of two cores.',
}

/** The same host is its own floor while somebody else holds the lock of the index. */
export function benchSearchIndex(effort: Effort): Promise<Result[]> {
  return withBench(effort, false, async (b) => {
    await openProduct(b, 'product', 'ws', 0, IN_FLIGHT)
    const { db, stop } = await connectDatabase(b.data)
    const ms = Math.max(effort.ms, LEAST_MS)
    const send = async () => (await b.load.ask<{ rate: number }>('send', { room: 'product', ms })).rate
    const sendWithout = () =>
      db.withTransaction(async (tx) => {
        await tx.query('select from search_state for update')
        return send()
      })
    // What one turn left to do must not burden the next.
    const turn = async (work: () => Promise<number>) => {
      const figure = await work()
      await caughtUp(db)
      return figure
    }
    try {
      const taken = await inTurn(
        effort,
        () => turn(sendWithout),
        () => turn(send),
      )
      return [pick(rate, taken, (figure) => figure)]
    } finally {
      await stop()
    }
  })
}

/** When all messages are in the index. */
async function caughtUp(db: Database): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ is_done: boolean }>(
      'select upto >= (select max(id) from message) as is_done from search_state',
    )
    if (row?.is_done) return
    await sleep(50)
  }
}
