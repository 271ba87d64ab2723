import { expect, test } from 'vitest'
import {
  checkMoveMessages,
  doMoveMessages,
  type MoveRequest,
} from '../../../../server/features/messages/actions/move.ts'
import { fetchMessages } from '../../../../server/features/messages/fetch.ts'
import { readHistory } from '../../../../server/features/messages/history.ts'
import { actor, createTestCore, type TestCore } from '../../../support/core.ts'
import { insertStream, message, readUnread } from '../../../support/organization.ts'

const MANY = 1_200

async function createTopic(core: TestCore, stream: number, topic: string, count: number): Promise<number[]> {
  const sent = await Promise.all(Array.from({ length: count }, () => core.writer.send(message(2, stream, topic))))
  return sent.map((s) => s.id)
}

async function move(core: TestCore, request: Partial<MoveRequest> & { id: number }): Promise<void> {
  const whole = { mode: 'change_all', topic: undefined, streamId: undefined, ...request } as const
  const checked = await checkMoveMessages(core, actor(1), whole)
  if (!checked) throw new Error('There is something to move')
  await doMoveMessages(core, actor(1), checked)
}

const eventsOf = (core: TestCore) =>
  core.db.query<{ ids: number; type: string }>(
    `select type, jsonb_array_length(payload->'message_ids') as ids from event where type like '%_message' order by id`,
  )

test('a long topic goes to another stream in slices, and what was unread stays so for who is in both', async () => {
  const core = await createTestCore(4)
  const from = await insertStream(core.db, 'from', 4)
  const to = await insertStream(core.db, 'to', 3)
  const ids = await createTopic(core, from, 'long', MANY)
  await core.writer.mark({ user: 3, op: 'read', scope: 'ids', ids: ids.slice(0, 700) })
  await move(core, { id: ids[5] ?? 0, streamId: to })
  const moved = await eventsOf(core)
  expect(moved.filter((e) => e.type === 'update_message').map((e) => e.ids)).toEqual([500, 500, 500, 500, 200, 200])
  expect(await readUnread(core.db, 3)).toEqual(ids.slice(700))
  expect(await readUnread(core.db, 1)).toEqual(ids)
  // Subscribed only where they were: told where they are now, and nothing is unread there.
  expect(await readUnread(core.db, 4)).toEqual([])
  const page = { anchor: 'oldest', includeAnchor: true, before: 0, after: 2_000, applyMarkdown: false }
  const inNew = { ...page, narrow: [{ operator: 'channel', operand: to }] }
  expect(await fetchMessages(core, 4, inNew)).toMatchObject({ messages: { length: MANY } })
  const inOld = { ...page, narrow: [{ operator: 'channel', operand: from }] }
  expect(await fetchMessages(core, 4, inOld)).toMatchObject({ messages: [] })
})

test('a long topic that gets another name is one row; its messages stay as they are', async () => {
  const core = await createTestCore(2)
  const stream = await insertStream(core.db, 'all', 2)
  const ids = await createTopic(core, stream, 'long', MANY)
  const versions = () => core.db.query('select xmin::text from message order by id')
  const before = await versions()
  await move(core, { id: ids[0] ?? 0, topic: 'renamed' })
  await move(core, { id: ids[0] ?? 0, topic: 'again' })
  expect(await versions()).toEqual(before)
  expect(await readHistory(core.db, 2, ids[7] ?? 0)).toMatchObject([
    { topic: 'long' },
    { topic: 'renamed', prev_topic: 'long' },
    { topic: 'again', prev_topic: 'renamed' },
  ])
  // What comes after the renames was never called otherwise.
  const { id } = await core.writer.send(message(2, stream, 'again'))
  expect(await readHistory(core.db, 2, id)).toMatchObject([{ topic: 'again' }])
})

test('two topics become one: the smaller side is written again, and each message keeps its own history', async () => {
  const core = await createTestCore(2)
  const stream = await insertStream(core.db, 'all', 2)
  const long = await createTopic(core, stream, 'long', MANY)
  const short = await createTopic(core, stream, 'short', 3)
  const versions = () => core.db.query('select xmin::text from message where id = any ($1) order by id', [long])
  const before = await versions()
  await move(core, { id: long[0] ?? 0, topic: 'short' })
  expect(await versions()).toEqual(before)
  expect(await core.db.query('select name from topic')).toEqual([{ name: 'short' }])
  expect(await readHistory(core.db, 2, long[3] ?? 0)).toMatchObject([{ topic: 'long' }, { prev_topic: 'long' }])
  expect(await readHistory(core.db, 2, short[0] ?? 0)).toMatchObject([{ topic: 'short' }])
})

test('others send while a long topic moves', async () => {
  const core = await createTestCore(3)
  const from = await insertStream(core.db, 'from', 3)
  const to = await insertStream(core.db, 'to', 3)
  const ids = await createTopic(core, from, 'long', MANY)
  let isMoving = true
  const moving = move(core, { id: ids[0] ?? 0, streamId: to }).finally(() => {
    isMoving = false
  })
  let during = 0
  while (isMoving) {
    await core.writer.send(message(3, to, 'long'))
    await core.writer.mark({ user: 1, op: 'read', scope: 'ids', ids: ids.slice(during, during + 5) })
    during += 1
  }
  await moving
  expect(during).toBeGreaterThan(1)
  const [row] = await core.db.query<{ n: number }>('select count(*) as n from message where recipient_id = $1', [to])
  expect(row?.n).toBe(MANY + during)
})
