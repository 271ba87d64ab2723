import { expect, onTestFinished, test } from 'vitest'
import { HighWater, type Marks } from '../../../server/delivery/high-water.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { actor, createTestCore, startCore } from '../../support/core.ts'

/** Remembers as appliance.db does. */
function createMarks(): Marks {
  let known = { messageId: 0, eventId: 0 }
  return { highWater: () => known, raiseHighWater: (marks) => void (known = marks) }
}

test('a database that went back in time gives no id twice and ends the queues of the lost future', async () => {
  const core = await createTestCore(2)
  const marks = createMarks()
  const queues = 'select id from event_queue'
  await core.queues.create(actor(1), { eventTypes: null, applyMarkdown: false, allPublicStreams: false }, 0)

  const first = new HighWater(core.db, marks, silentLog)
  await first.start()
  await first.stop()
  const seen = marks.highWater()
  expect(seen.eventId).toBeGreaterThan(0)

  // The same database again: nothing has happened.
  const second = new HighWater(core.db, marks, silentLog)
  await second.start()
  await second.stop()
  expect(await core.db.query(queues)).toHaveLength(1)

  // Somebody saw more than this database knows of.
  marks.raiseHighWater({ messageId: seen.messageId + 500, eventId: seen.eventId + 900 })
  const third = new HighWater(core.db, marks, silentLog)
  await third.start()
  onTestFinished(() => third.stop())
  const [row] = await core.db.query<{ m: number; e: number; epoch: number }>(
    `select nextval('message_id_seq') as m, nextval('event_id_seq') as e, epoch from organization`,
  )
  expect(row?.m).toBeGreaterThan(seen.messageId + 500)
  expect(row?.e).toBeGreaterThan(seen.eventId + 900)
  expect(row?.epoch).toBe(2)
  expect(await core.db.query(queues)).toEqual([])
  const restarted = await startCore(core.db)
  await restarted.stop()
})
