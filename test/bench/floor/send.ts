import { serve } from '../child.ts'
import { now } from '../measure.ts'
import { groupCommit, openFloorDatabase } from './database.ts'

/** Raw group commit: messages straight into the table, `inFlight` at a time, without HTTP, checks or a reader. */
const database = await openFloorDatabase()
const store = groupCommit(database.insert)
const CONTENT = 'x'.repeat(593)

async function send({ ms, inFlight }: { ms: number; inFlight: number }): Promise<{ rate: number; count: number }> {
  const start = now()
  let count = 0
  const run = async () => {
    while (now() - start < ms) {
      await store(CONTENT)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, run))
  return { rate: (count / (now() - start)) * 1000, count }
}

serve({ ready: () => true, send }, () => database.stop())
