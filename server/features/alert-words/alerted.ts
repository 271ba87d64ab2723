import type { Core } from '../../delivery/core.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { AlertIndex } from './alert-index.ts'

const known = new WeakMap<EventLog, Promise<AlertIndex>>()

/** Who watches for a word in this text. What others come to watch for is heard of by events, so nothing is read here. */
export async function findAlerted(core: Core, content: string): Promise<number[]> {
  let index = known.get(core.log)
  if (!index) {
    index = load(core)
    known.set(core.log, index)
    // Not to be kept when the database was away.
    index.catch(() => known.delete(core.log))
  }
  return (await index).find(content)
}

async function load({ db, log }: Core): Promise<AlertIndex> {
  const index = new AlertIndex()
  const heard = new Map<number, readonly string[]>()
  let isLoaded = false
  const stop = log.hear((events) => {
    for (const { type, users, payload } of events) {
      const [user] = users ?? []
      if (type !== 'alert_words' || user === undefined) continue
      const words = payload?.['alert_words'] as string[]
      if (isLoaded) index.set(user, words)
      else heard.set(user, words)
    }
  })
  try {
    const rows = await db.query<{ user_id: number; words: string[] }>(
      'select user_id, array_agg(word) as words from alert_word group by user_id',
    )
    for (const row of rows) index.set(row.user_id, row.words)
  } catch (error) {
    stop()
    throw error
  }
  for (const [user, words] of heard) index.set(user, words)
  isLoaded = true
  return index
}
