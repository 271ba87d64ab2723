import { expect, onTestFinished, test } from 'vitest'
import { type Entry, EventLog } from '../../../server/delivery/event-log.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { createTestDatabase } from '../../support/database.ts'

test('events that nobody on this node told of are found, in order and once', async () => {
  const db = await createTestDatabase()
  const log = new EventLog(db, silentLog)
  await log.start()
  onTestFinished(() => log.stop())
  const heard: Entry[] = []
  const all = new Promise<void>((resolve) => {
    log.follow({
      publish(entries) {
        heard.push(...entries)
        if (heard.length >= 3) resolve()
      },
    })
  })
  // As another node commits, or a transaction whose answer was lost.
  await db.query(`with locked as materialized (select take_order())
    insert into event (id, type, audience) select nextval('event_id_seq'), 'n' || i, 5 from locked, generate_series(1, 3) i`)
  await all
  expect(heard.map((entry) => entry.event.type)).toEqual(['n1', 'n2', 'n3'])
  expect(heard.map((entry) => entry.seq)).toEqual([...heard.map((entry) => entry.seq)].sort((a, b) => a - b))
})

test('more passing events than there are ids between two stored ones all arrive, in order', async () => {
  const db = await createTestDatabase()
  const log = new EventLog(db, silentLog)
  await log.start()
  onTestFinished(() => log.stop())
  const heard: Entry[] = []
  log.follow({ publish: (entries) => void heard.push(...entries.filter(({ event }) => event.type === 'typing')) })
  for (let i = 0; i < 1_100; i++) {
    log.emitTransient({ type: 'typing', audience: 1, users: [1], recipient_id: null, message_id: null, payload: { i } })
  }
  await expect.poll(() => heard.length).toBe(1_100)
  expect(heard.map(({ event }) => event.payload?.['i'])).toEqual(Array.from({ length: 1_100 }, (_, i) => i))
  expect(heard.every(({ seq }, i) => seq > (heard[i - 1]?.seq ?? 0))).toBe(true)
})
