import { expect, test } from 'vitest'
import { type Answer, ApiClient } from '../support/api.ts'
import { createDataFolder, startHost, stopHost } from '../support/host.ts'

type Message = { id: number; content: string; flags: string[]; sender_email: string; subject: string }
type ChatEvent = { id: number; type: string; message?: Message; flags?: string[] }

const messagesOf = ({ body }: Answer) => body['messages'] as Message[]
const eventsOf = ({ body }: Answer) => body['events'] as ChatEvent[]

test('two people chat in a topic and directly; a stranger to the conversation sees nothing of it', async () => {
  const host = await startHost(createDataFolder())
  const [ada, grace, linus] = await Promise.all(
    ['ada@acme.test', 'grace@acme.test', 'linus@acme.test'].map((email) => ApiClient.login(host, email)),
  )
  if (!ada || !grace || !linus) throw new Error('nobody there')
  const subscribed = await ada.call('POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'general' }],
    principals: ['ada@acme.test', 'grace@acme.test'],
  })
  expect(subscribed.body).toMatchObject({ result: 'success', subscribed: { 1: ['general'], 2: ['general'] } })
  const queue = async (who: ApiClient) => {
    const { body } = await who.call('POST', '/register', { event_types: ['message'] })
    return { queue_id: body['queue_id'] as string, last_event_id: body['last_event_id'] as number }
  }
  const [graces, linuses] = [await queue(grace), await queue(linus)]
  const waiting = grace.call('GET', '/events', graces)
  const sent = await ada.call('POST', '/messages', {
    type: 'stream',
    to: 'general',
    topic: 'Lunch',
    content: 'Pizza, @**Grace**?',
  })
  expect(sent.body.result).toBe('success')
  const [event] = eventsOf(await waiting)
  expect(event).toMatchObject({
    type: 'message',
    flags: ['mentioned'],
    message: { id: sent.body['id'], subject: 'Lunch' },
  })

  const direct = await ada.call('POST', '/messages', { type: 'direct', to: ['grace@acme.test'], content: 'psst' })
  expect(direct.body.result).toBe('success')
  const page = { anchor: 'newest', num_before: 10, num_after: 0 }
  expect(messagesOf(await grace.call('GET', '/messages', page)).map((m) => m.content)).toEqual([
    '<p>Pizza, <span class="user-mention" data-user-id="2">@Grace</span>?</p>',
    '<p>psst</p>',
  ])
  expect(messagesOf(await linus.call('GET', '/messages', page))).toEqual([])
  expect(eventsOf(await linus.call('GET', '/events', { ...linuses, dont_block: true }))).toEqual([])

  const unread = { ...page, narrow: [{ operator: 'is', operand: 'unread' }] }
  expect(messagesOf(await grace.call('GET', '/messages', unread))).toHaveLength(2)
  await grace.call('POST', '/messages/flags', { messages: [sent.body['id']], op: 'add', flag: 'read' })
  expect(messagesOf(await grace.call('GET', '/messages', unread)).map((m) => m.id)).toEqual([direct.body['id']])
})

test('a queue goes on over a restart of the host, with nothing lost and nothing twice', async () => {
  const data = createDataFolder()
  const first = await startHost(data)
  const ada = await ApiClient.login(first, 'ada@acme.test')
  await ada.call('POST', '/users/me/subscriptions', { subscriptions: [{ name: 'general' }] })
  const { body } = await ada.call('POST', '/register', { event_types: ['message'], apply_markdown: true })
  const queue_id = body['queue_id'] as string
  const say = (who: ApiClient, content: string) =>
    who.call('POST', '/messages', { type: 'stream', to: 'general', topic: 't', content })
  await say(ada, 'one')
  const before = eventsOf(await ada.call('GET', '/events', { queue_id, last_event_id: body['last_event_id'] }))
  await say(ada, 'two')
  ada.close()
  expect(await stopHost(first.process)).toBe(0)

  const second = await startHost(data)
  const again = await ApiClient.login(second, 'ada@acme.test')
  await say(again, 'three')
  // A poll answers with what there is; the last message may come with the next one.
  const all = [...before]
  while (all.at(-1)?.message?.content !== '<p>three</p>') {
    all.push(...eventsOf(await again.call('GET', '/events', { queue_id, last_event_id: all.at(-1)?.id })))
  }
  const contents = all.map((e) => e.message?.content)
  expect(contents).toEqual(['<p>one</p>', '<p>two</p>', '<p>three</p>'])
})

test('a resend with queue_id and local_id answers the first id', async () => {
  const host = await startHost(createDataFolder())
  const ada = await ApiClient.login(host, 'ada@acme.test')
  await ada.call('POST', '/users/me/subscriptions', { subscriptions: [{ name: 'general' }] })
  const { body } = await ada.call('POST', '/register')
  const message = {
    type: 'stream',
    to: 'general',
    topic: 't',
    content: 'once',
    queue_id: body['queue_id'],
    local_id: '1.01',
  }
  const answers = await Promise.all([1, 2, 3].map(() => ada.call('POST', '/messages', message)))
  expect(new Set(answers.map((a) => a.body['id'])).size).toBe(1)
  expect(
    messagesOf(await ada.call('GET', '/messages', { anchor: 'newest', num_before: 10, num_after: 0 })),
  ).toHaveLength(1)
})

test('wrong calls get Zulip’s errors', async () => {
  const host = await startHost(createDataFolder())
  const ada = await ApiClient.login(host, 'ada@acme.test')
  const send = (params: Record<string, unknown>) => ada.call('POST', '/messages', params)
  const errors = [
    await send({ type: 'stream', to: 'nowhere', topic: 't', content: 'x' }),
    await send({ type: 'direct', to: ['nobody@acme.test'], content: 'x' }),
    await send({ type: 'direct', to: ['grace@acme.test'] }),
    await ada.call('GET', '/events', { queue_id: 'nonsense', last_event_id: 0 }),
    await ada.call('GET', '/messages', { narrow: [{ operator: 'nonsense', operand: 'x' }] }),
    await ada.call('GET', '/no_such_thing'),
  ]
  expect(errors.map(({ status, body }) => [status, body.code])).toEqual([
    [400, 'STREAM_DOES_NOT_EXIST'],
    [400, 'BAD_REQUEST'],
    [400, 'REQUEST_VARIABLE_MISSING'],
    [400, 'BAD_EVENT_QUEUE_ID'],
    [400, 'BAD_NARROW'],
    [404, 'NOT_FOUND'],
  ])
})
