import { expect, test } from 'vitest'
import { MEMBER, OTHER, startChat } from '../chat-api.ts'

const STREAM = { subscriptions: [{ name: 'open' }], principals: [MEMBER, OTHER] }
/** 70,000 characters as a message: each quote is six of HTML. */
const LONG = '&'.repeat(9_900)

test('an answer ends at a megabyte, and the next one goes on where it ended', async () => {
  const { call, listen } = await startChat()
  await call(MEMBER, 'POST', '/users/me/subscriptions', STREAM)
  const listener = await listen(OTHER, { event_types: ['message'], apply_markdown: true })
  const count = 120
  for (let i = 0; i < count; i++) {
    await call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: `${i} ${LONG}` })
  }
  const pages: number[] = []
  const seen: unknown[] = []
  for (let page = await listener.events(); page.length > 0; page = await listener.events()) {
    pages.push(page.length)
    seen.push(...page.map((event) => String((event['message'] as { content: string }).content).split(/[ >]/)[1]))
  }
  expect(pages.every((length) => length < count)).toBe(true)
  expect(seen).toEqual(Array.from({ length: count }, (_, i) => String(i)))
})

test('a page of long messages is shorter than asked for, and says so', async () => {
  const { call } = await startChat()
  await call(MEMBER, 'POST', '/users/me/subscriptions', STREAM)
  for (let i = 0; i < 150; i++) {
    await call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: LONG })
  }
  const ask = async (anchor: string, num_before: number, num_after: number) =>
    (await call(OTHER, 'GET', '/messages', { anchor, num_before, num_after })).json as {
      messages: { id: number }[]
      found_oldest: boolean
      found_newest: boolean
    }
  const newest = await ask('newest', 150, 0)
  expect(newest.messages.length).toBeLessThan(150)
  expect(newest).toMatchObject({ found_newest: true, found_oldest: false })
  const older = await ask(String(newest.messages[0]?.id), 150, 0)
  expect(older).toMatchObject({ found_oldest: true })
  expect(older.messages.length - 1 + newest.messages.length).toBe(150)
  expect(await ask('oldest', 0, 150)).toMatchObject({ found_oldest: true, found_newest: false })
})

test('a list shows the texts of the newest two changes, the history of a message all of them', async () => {
  const { call } = await startChat()
  await call(MEMBER, 'POST', '/users/me/subscriptions', STREAM)
  const { json } = await call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'v0' })
  const id = json['id'] as number
  for (const content of ['v1', 'v2', 'v3']) await call(MEMBER, 'PATCH', `/messages/${id}`, { content })
  const list = (await call(OTHER, 'GET', '/messages', { anchor: 'newest', num_before: 1, num_after: 0 })).json
  const [message] = list['messages'] as { edit_history: Record<string, unknown>[] }[]
  expect(message?.edit_history.map((entry) => entry['prev_content'])).toEqual(['v2', 'v1', undefined])
  const history = (await call(OTHER, 'GET', `/messages/${id}/history`)).json['message_history'] as { content: string }[]
  expect(history.map(({ content }) => content)).toEqual(['v0', 'v1', 'v2', 'v3'])
})

test('nobody can fill the host’s memory with queues or their options', async () => {
  const { call } = await startChat()
  const narrow = [['topic', 'x'.repeat(900_000)]]
  expect((await call(MEMBER, 'POST', '/register', { narrow })).status).toBe(400)
  expect((await call(MEMBER, 'POST', '/register', { event_types: ['y'.repeat(900_000)] })).status).toBe(400)
  const register = async (user: number) =>
    (await call(user, 'POST', '/register', { event_types: ['message'] })).json['queue_id']
  const poll = async (user: number, queue_id: unknown) =>
    (await call(user, 'GET', '/events', { queue_id, last_event_id: -1, dont_block: true })).json
  const others = await register(OTHER)
  const first = await register(MEMBER)
  let newest: unknown
  for (let i = 0; i < 50; i++) newest = await register(MEMBER)
  expect(await poll(MEMBER, first)).toMatchObject({ code: 'BAD_EVENT_QUEUE_ID' })
  expect(await poll(MEMBER, newest)).toMatchObject({ result: 'success' })
  expect(await poll(OTHER, others), 'another account’s').toMatchObject({ result: 'success' })
})
