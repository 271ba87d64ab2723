import { expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const send = async (chat: ChatApi, user: number, content = 'hello') => {
  const message = { type: 'direct', to: [MEMBER, OTHER], content }
  return (await chat.call(user, 'POST', '/messages', message)).json['id'] as number
}

test('where read receipts are off, nobody learns who has read what', async () => {
  const chat = await startChat()
  const id = await send(chat, MEMBER)
  const receipts = async () => (await chat.call(MEMBER, 'GET', `/messages/${id}/read_receipts`)).json
  expect(await receipts()).toMatchObject({ result: 'success', user_ids: [] })
  await chat.call(ADMIN, 'PATCH', '/realm', { enable_read_receipts: false })
  expect(await receipts()).toMatchObject({ msg: 'Read receipts are disabled in this organization.' })
})

test('where the history of edits is not shown, it is nowhere', async () => {
  const chat = await startChat()
  const id = await send(chat, MEMBER)
  await chat.call(MEMBER, 'PATCH', `/messages/${id}`, { content: 'edited' })
  const page = { anchor: 'newest', num_before: 1, num_after: 0 }
  const listed = async () => {
    const { json } = await chat.call(OTHER, 'GET', '/messages', page)
    return (json['messages'] as { edit_history?: unknown }[])[0]?.edit_history
  }
  expect(await listed()).toHaveLength(1)
  await chat.call(ADMIN, 'PATCH', '/realm', { allow_edit_history: false })
  expect(await listed()).toBeUndefined()
  const { json } = await chat.call(OTHER, 'GET', `/messages/${id}/history`)
  expect(json).toMatchObject({ msg: 'Message edit history is disabled in this organization' })
})

test('who does not show when they are there is nowhere; where nobody does, nobody is', async () => {
  const chat = await startChat()
  await chat.call(MEMBER, 'PATCH', '/settings', { presence_enabled: false })
  for (const user of [MEMBER, OTHER]) await chat.call(user, 'POST', '/users/me/presence', { status: 'active' })
  const seen = async () => Object.keys((await chat.call(OWNER, 'GET', '/realm/presence')).json['presences'] as object)
  expect(await seen()).toEqual([`u${OTHER}@acme.test`])
  await chat.call(ADMIN, 'PATCH', '/realm', { presence_disabled: true })
  expect(await seen()).toEqual([])
  expect((await chat.call(OWNER, 'GET', `/users/${OTHER}/presence`)).json['result']).toBe('error')
})

test('typing is told to who wants to know, by who wants it known', async () => {
  const chat = await startChat()
  const type = (user: number, to: number[]) => chat.call(user, 'POST', '/typing', { op: 'start', to })
  await chat.call(OTHER, 'PATCH', '/settings', { receives_typing_notifications: false })
  const [other, owner] = [await chat.listen(OTHER), await chat.listen(OWNER)]
  expect((await type(MEMBER, [OTHER, OWNER])).json['result']).toBe('success')
  expect(await owner.events()).toMatchObject([{ type: 'typing', op: 'start' }])
  expect(await other.events()).toEqual([])
  const off = { send_private_typing_notifications: false, send_stream_typing_notifications: false }
  await chat.call(MEMBER, 'PATCH', '/settings', off)
  expect((await type(MEMBER, [OWNER])).json['msg']).toBe('User has disabled typing notifications for direct messages')
  expect(await owner.events()).toEqual([])
})

test('typing in a channel is told to who wants to know, by the setting of the moment', async () => {
  const chat = await startChat()
  const principals = [MEMBER, OTHER, GUEST]
  await chat.call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'office' }], principals })
  const { stream_id } = (await chat.call(OWNER, 'GET', '/get_stream_id', { stream: 'office' })).json
  const client_capabilities = { stream_typing_notifications: true }
  const listen = (user: number) => chat.listen(user, { event_types: ['typing'], client_capabilities })
  const type = (topic: string) =>
    chat.call(MEMBER, 'POST', '/typing', { type: 'stream', op: 'start', stream_id, topic })
  const wish = (receives_typing_notifications: boolean) =>
    chat.call(OTHER, 'PATCH', '/settings', { receives_typing_notifications })
  const [other, guest, late] = [await listen(OTHER), await listen(GUEST), await listen(OTHER)]
  await type('first')
  await wish(false)
  await type('second')
  expect(await late.events(), 'also of what came before').toEqual([])
  await wish(true)
  await type('third')
  expect((await other.events()).map(({ topic }) => topic)).toContain('third')
  expect((await guest.events()).map(({ topic }) => topic)).toEqual(['first', 'second', 'third'])

  await wish(false)
  const [wanting, unwanting] = [await listen(GUEST), await listen(OTHER)]
  await type('fourth')
  expect(await unwanting.events()).toEqual([])
  expect(await wanting.events()).toMatchObject([{ topic: 'fourth' }])
})

test('where topics are required, a message needs one; else it is in one without a name', async () => {
  const chat = await startChat()
  const subscriptions = [{ name: 'office' }]
  await chat.call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [OWNER, MEMBER] })
  const say = async () => {
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'office', content: 'hello' })
    return json
  }
  expect(await say()).toMatchObject({ msg: 'Topics are required in this organization.' })
  await chat.call(ADMIN, 'PATCH', '/realm', { mandatory_topics: false })
  expect(await say()).toMatchObject({ result: 'success' })
  const { json } = await chat.call(MEMBER, 'GET', '/messages', { anchor: 'newest', num_before: 1, num_after: 0 })
  const [message] = json['messages'] as { id: number; subject: string }[]
  expect(message).toMatchObject({ subject: '(no topic)' })

  const move = async (topic: string) =>
    (await chat.call(MEMBER, 'PATCH', `/messages/${message?.id}`, { topic, propagate_mode: 'change_all' })).json
  expect(await move(' ')).toMatchObject({ msg: "Topic can't be empty!" })
  expect(await move('lunch')).toMatchObject({ result: 'success' })
  await chat.call(ADMIN, 'PATCH', '/realm', { mandatory_topics: true })
  for (const topic of [' ', '(no topic)']) {
    expect(await move(topic)).toMatchObject({ msg: 'Topics are required in this organization.' })
  }
})

test('in a large stream, everybody is called by who may', async () => {
  const chat = await startChat()
  const subscriptions = [{ name: 'office' }]
  await chat.call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [OWNER, MEMBER, ADMIN] })
  await chat.core.db.query(
    `with made as (insert into user_account (email, delivery_email, full_name, role)
       select 'x' || i || '@acme.test', 'x' || i || '@acme.test', 'X' || i, 400 from generate_series(1, 20) i returning id)
     insert into subscription (user_id, recipient_id) select id, (select id from stream) from made`,
  )
  const say = async (user: number) => {
    const message = { type: 'stream', to: 'office', topic: 'all', content: 'hello @**all**' }
    return (await chat.call(user, 'POST', '/messages', message)).json['result']
  }
  expect([await say(ADMIN), await say(MEMBER)]).toEqual(['success', 'error'])
  await chat.call(ADMIN, 'PATCH', '/realm', { wildcard_mention_policy: 2 })
  expect(await say(MEMBER)).toBe('success')
})
