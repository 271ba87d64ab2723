import { describe, expect, test } from 'vitest'
import { type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

async function createStream({ call }: ChatApi, name: string, params: Record<string, unknown> = {}): Promise<number> {
  await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], ...params })
  const { json } = await call(OWNER, 'GET', '/users/me/subscriptions')
  return (json['subscriptions'] as { name: string; stream_id: number }[]).find((s) => s.name === name)?.stream_id ?? 0
}

const at = expect.any(Number) as number

describe('wishes for a topic', () => {
  test('are set, changed and taken back on all clients of one person, new and old', async () => {
    const chat = await startChat()
    const { call } = chat
    const stream = await createStream(chat, 'open')
    const modern = await chat.listen(MEMBER, { event_types: ['user_topic', 'muted_topics'] })
    const legacy = await chat.listen(MEMBER, { event_types: ['muted_topics'] })
    const others = await chat.listen(OTHER)
    expect('muted_topics' in modern.state).toBe(false)
    expect(legacy.state).toMatchObject({ muted_topics: [] })
    const wish = (topic: string, policy: number) =>
      call(MEMBER, 'POST', '/user_topics', { stream_id: stream, topic, visibility_policy: policy })
    for (const policy of [1, 1, 3]) await wish('lunch', policy)
    await wish('dinner', 1)
    await wish('LUNCH', 0)
    await wish('lunch', 0)
    const topic = { stream_id: stream, topic_name: 'lunch', last_updated: at }
    const dinner = { ...topic, topic_name: 'dinner', visibility_policy: 1 }
    expect(await modern.events()).toMatchObject([
      { type: 'user_topic', ...topic, visibility_policy: 1 },
      { type: 'user_topic', ...topic, visibility_policy: 3 },
      { type: 'user_topic', ...dinner },
      { type: 'user_topic', ...topic, visibility_policy: 0 },
    ])
    expect((await legacy.events()).map((event) => event['muted_topics'])).toEqual([
      [['open', 'lunch', at]],
      [],
      [['open', 'dinner', at]],
      [['open', 'dinner', at]],
    ])
    expect(await others.events()).toEqual([])
    const { state } = await chat.listen(MEMBER)
    expect(state).toMatchObject({ user_topics: [dinner], muted_topics: [['open', 'dinner', at]] })
  })

  test('are set by the old call, too, by the channel’s name or id', async () => {
    const chat = await startChat()
    const stream = await createStream(chat, 'open')
    const path = '/users/me/subscriptions/muted_topics'
    const state = async () => (await chat.listen(MEMBER)).state['muted_topics'] as unknown[]
    await chat.call(MEMBER, 'PATCH', path, { stream: 'Open', topic: 'lunch', op: 'add' })
    expect(await state()).toEqual([['open', 'lunch', at]])
    await chat.call(MEMBER, 'PATCH', path, { stream_id: stream, topic: 'lunch', op: 'remove' })
    expect(await state()).toEqual([])
    const again = await chat.call(MEMBER, 'PATCH', path, { stream_id: stream, topic: 'lunch', op: 'remove' })
    expect(again.status).toBe(200)
    const ask = async (params: Record<string, unknown>) =>
      (await chat.call(MEMBER, 'PATCH', path, { topic: 't', op: 'add', ...params })).json
    expect(await ask({})).toMatchObject({ code: 'REQUEST_VARIABLE_MISSING', msg: "Missing 'stream_id' argument" })
    expect(await ask({ stream_id: stream, stream: 'open' })).toMatchObject({
      msg: 'Unsupported parameter combination: stream_id, stream',
    })
    expect(await ask({ stream: 'nowhere' })).toMatchObject({ msg: "Invalid channel name 'nowhere'" })
  })

  test('tell an outsider or a guest nothing of channels, but can be taken back by who left one', async () => {
    const chat = await startChat()
    const { call } = chat
    const open = await createStream(chat, 'open')
    const secret = await createStream(chat, 'secret', { invite_only: true, principals: [OWNER, OTHER] })
    const wish = async (user: number, stream: number, policy: number) => {
      const params = { stream_id: stream, topic: 'plans', visibility_policy: policy }
      return (await call(user, 'POST', '/user_topics', params)).json['msg']
    }
    for (const [user, stream] of [
      [MEMBER, secret],
      [MEMBER, 9_999],
      [GUEST, open],
    ] as const) {
      expect([await wish(user, stream, 1), await wish(user, stream, 0)]).toEqual([
        'Invalid channel ID',
        'Invalid channel ID',
      ])
    }
    await wish(OTHER, secret, 1)
    await call(OTHER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['secret'] })
    expect((await chat.listen(OTHER)).state).toMatchObject({ user_topics: [{ stream_id: secret }], muted_topics: [] })
    expect(await wish(OTHER, secret, 3)).toBe('Invalid channel ID')
    expect(await wish(OTHER, secret, 0)).toBe('')
    expect((await chat.listen(OTHER)).state['user_topics']).toEqual([])
  })

  test('follow their topic to another name, or into another topic, once all of it has gone there', async () => {
    const chat = await startChat()
    const { call } = chat
    const stream = await createStream(chat, 'open')
    const say = async (topic: string) => {
      const { json } = await call(OWNER, 'POST', '/messages', { type: 'stream', to: stream, topic, content: topic })
      return json['id'] as number
    }
    const move = (id: number, topic: string, mode: string) =>
      call(OWNER, 'PATCH', `/messages/${id}`, { topic, propagate_mode: mode })
    const wish = (topic: string, policy: number) =>
      call(MEMBER, 'POST', '/user_topics', { stream_id: stream, topic, visibility_policy: policy })
    const [first, second] = [await say('lunch'), await say('lunch')]
    const [dinner] = [await say('dinner'), await say('dinner'), await say('dinner')]
    await wish('lunch', 1)
    await wish('dinner', 3)
    const wishes = async () =>
      ((await chat.listen(MEMBER)).state['user_topics'] as { topic_name: string; visibility_policy: number }[]).map(
        (one) => [one.topic_name, one.visibility_policy],
      )
    await move(second, 'tea', 'change_one')
    expect(await wishes()).toEqual([
      ['dinner', 3],
      ['lunch', 1],
    ])
    const modern = await chat.listen(MEMBER, { event_types: ['user_topic'] })
    await move(first, '✔ lunch', 'change_all')
    expect(await modern.events()).toMatchObject([
      { topic_name: 'lunch', visibility_policy: 0 },
      { topic_name: '✔ lunch', visibility_policy: 1 },
    ])
    expect(await wishes()).toEqual([
      ['dinner', 3],
      ['✔ lunch', 1],
    ])
    await move(dinner ?? 0, '✔ lunch', 'change_all')
    expect(await wishes()).toEqual([['✔ lunch', 3]])
  })

  test.for([
    [{ visibility_policy: 4 }, 'Invalid visibility_policy'],
    [{ topic: 'x'.repeat(61) }, 'topic is too long (limit: 60 characters)'],
    [{ stream_id: 'open' }, 'stream_id is not valid JSON'],
  ] as const)('are refused with %j', async ([wrong, msg]) => {
    const chat = await startChat()
    const params = { stream_id: await createStream(chat, 'open'), topic: 't', visibility_policy: 1, ...wrong }
    const { status, json } = await chat.call(MEMBER, 'POST', '/user_topics', params)
    expect([status, json['msg']]).toEqual([400, msg])
  })
})
