import { describe, expect, test } from 'vitest'
import { type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const later = () => Math.floor(Date.now() / 1000) + 3_600

async function createStream({ call }: ChatApi, name: string, params: Record<string, unknown> = {}): Promise<number> {
  await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], ...params })
  const { json } = await call(OWNER, 'GET', '/users/me/subscriptions')
  return (json['subscriptions'] as { name: string; stream_id: number }[]).find((s) => s.name === name)?.stream_id ?? 0
}

const direct = (params: object = {}) => ({
  type: 'direct',
  to: [OTHER],
  content: 'hello',
  scheduled_delivery_timestamp: later(),
  ...params,
})

async function schedule({ call }: ChatApi, params: object = {}): Promise<string> {
  const { json } = await call(MEMBER, 'POST', '/scheduled_messages', direct(params))
  return `/scheduled_messages/${json['scheduled_message_id'] as number}`
}

describe('a scheduled message', () => {
  test('is kept, changed and dropped on all clients of its author, and on nobody else’s', async () => {
    const chat = await startChat()
    const { call } = chat
    const open = await createStream(chat, 'open')
    const mine = await chat.listen(MEMBER, { event_types: ['scheduled_messages'] })
    const others = await chat.listen(OTHER)
    const at = later()
    const first = await schedule(chat, { to: [GUEST, MEMBER, OTHER], scheduled_delivery_timestamp: at + 5 })
    const params = {
      type: 'channel',
      to: open,
      topic: 'lunch',
      content: '<b>soup</b>',
      scheduled_delivery_timestamp: at,
    }
    const second = await schedule(chat, params)
    const [firstId, secondId] = [first, second].map((path) => Number(path.split('/').at(-1)))
    const toPeople = {
      scheduled_message_id: firstId,
      type: 'private',
      to: [OTHER, GUEST],
      content: 'hello',
      rendered_content: '<p>hello</p>',
      scheduled_delivery_timestamp: at + 5,
      failed: false,
    }
    const toStream = {
      scheduled_message_id: secondId,
      type: 'stream',
      to: open,
      topic: 'lunch',
      content: '<b>soup</b>',
      rendered_content: '<p>&lt;b&gt;soup&lt;/b&gt;</p>',
      scheduled_delivery_timestamp: at,
      failed: false,
    }
    expect((await call(MEMBER, 'GET', '/scheduled_messages')).json['scheduled_messages']).toEqual([toStream, toPeople])
    expect((await call(OTHER, 'GET', '/scheduled_messages')).json['scheduled_messages']).toEqual([])
    await call(MEMBER, 'PATCH', first, { type: 'stream', to: open, topic: 'dinner', content: 'bread' })
    await call(MEMBER, 'DELETE', second)
    const changed = { ...toStream, scheduled_message_id: firstId, topic: 'dinner', content: 'bread' }
    const now = { ...changed, rendered_content: '<p>bread</p>', scheduled_delivery_timestamp: at + 5 }
    expect((await mine.events()).map(({ id, type, ...event }) => event)).toEqual([
      { op: 'add', scheduled_messages: [toPeople] },
      { op: 'add', scheduled_messages: [toStream] },
      { op: 'update', scheduled_message: now },
      { op: 'remove', scheduled_message_id: secondId },
    ])
    expect(await others.events()).toEqual([])
    expect((await chat.listen(MEMBER)).state['scheduled_messages']).toEqual([now])
  })

  test.for([
    ['in the past', { scheduled_delivery_timestamp: 1_000 }, 'Scheduled delivery time must be in the future.'],
    ['to nobody who is there', { to: [9_999] }, 'Invalid user ID 9999'],
    ['to no id', { to: ['a@b.c'] }, 'Invalid to'],
    ['to an empty list', { to: [] }, 'to cannot be blank'],
    ['without a text', { content: ' ' }, 'Message must not be empty'],
    ['of another type', { type: 'memo' }, 'Invalid type'],
    ['to two channels', { type: 'stream', to: [1, 2], topic: 't' }, 'Expected exactly one channel'],
  ] as const)('is refused %s', async ([, params, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'POST', '/scheduled_messages', direct(params))
    expect([status, json['msg']]).toEqual([400, msg])
    expect((await call(MEMBER, 'GET', '/scheduled_messages')).json['scheduled_messages']).toEqual([])
  })

  test('tells an outsider or a guest nothing of channels', async () => {
    const chat = await startChat()
    const open = await createStream(chat, 'open')
    const secret = await createStream(chat, 'secret', { invite_only: true })
    const path = await schedule(chat)
    for (const [user, stream] of [
      [MEMBER, secret],
      [MEMBER, 9_999],
      [GUEST, open],
    ] as const) {
      const params = direct({ type: 'stream', to: stream, topic: 't' })
      const expected = {
        code: 'STREAM_DOES_NOT_EXIST',
        msg: `Channel with ID '${stream}' does not exist`,
        stream_id: stream,
      }
      expect((await chat.call(user, 'POST', '/scheduled_messages', params)).json).toMatchObject(expected)
      const change = { type: 'stream', to: stream, topic: 't' }
      if (user === MEMBER) expect((await chat.call(user, 'PATCH', path, change)).json).toMatchObject(expected)
    }
  })

  test.for([
    [{}, 'Nothing to change'],
    [{ type: 'direct' }, 'Recipient required when updating type of scheduled message.'],
    [{ type: 'stream', to: 1 }, 'Topic required when updating scheduled message type to channel.'],
    [{ scheduled_delivery_timestamp: 5 }, 'Scheduled delivery time must be in the future.'],
    [{ to: [9_999] }, 'Invalid user ID 9999'],
  ] as const)('is not changed by %j', async ([params, msg]) => {
    const chat = await startChat()
    const path = await schedule(chat)
    const { status, json } = await chat.call(MEMBER, 'PATCH', path, params)
    expect([status, json['msg']]).toEqual([400, msg])
  })

  test('of somebody else can neither be changed nor dropped', async () => {
    const chat = await startChat()
    const path = await schedule(chat)
    for (const [method, params] of [
      ['PATCH', { content: 'mine' }],
      ['DELETE', {}],
    ] as const) {
      const { status, json } = await chat.call(OWNER, method, path, params)
      expect([status, json['code'], json['msg']]).toEqual([404, 'BAD_REQUEST', 'Scheduled message does not exist'])
    }
    const { json } = await chat.call(MEMBER, 'GET', '/scheduled_messages')
    expect(json['scheduled_messages']).toMatchObject([{ content: 'hello' }])
  })
})
