import { expect, test } from 'vitest'
import { type ChatApi, MEMBER, OTHER, startChat } from '../chat-api.ts'

interface Shown {
  readonly sender_full_name: string
  readonly content: string
  readonly subject: string
}

async function createTopic() {
  const chat = await startChat()
  const subscriptions = [{ name: 'open' }, { name: 'board' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
    subscriptions,
    principals: [MEMBER, OTHER],
    invite_only: true,
  })
  const send = async () => {
    const params = { type: 'stream', to: 'open', topic: 'lunch', content: 'x' }
    return (await chat.call(MEMBER, 'POST', '/messages', params)).json['id'] as number
  }
  const ids = [await send(), await send()]
  const move = (params: Record<string, unknown>) => chat.call(MEMBER, 'PATCH', `/messages/${ids[0]}`, params)
  return { chat, move }
}

async function notices(chat: ChatApi): Promise<[topic: string, content: string][]> {
  const { json } = await chat.call(OTHER, 'GET', '/messages', {
    anchor: 'newest',
    num_before: 50,
    num_after: 0,
    apply_markdown: false,
  })
  const all = json['messages'] as Shown[]
  const own = all.filter((message) => message.sender_full_name === 'Notification Bot')
  return own.map(({ subject, content }) => [subject, content])
}

test('a move leaves notices where it is asked for, also in private streams', async () => {
  const { chat, move } = await createTopic()
  await move({ topic: 'dinner', propagate_mode: 'change_one', send_notification_to_old_thread: true })
  await move({ topic: 'supper', send_notification_to_new_thread: false })
  expect(await notices(chat)).toEqual([
    ['dinner', 'A message was moved here from #**open>lunch** by @_**User 3|3**.'],
    ['lunch', 'A message was moved from this topic to #**open>dinner** by @_**User 3|3**.'],
  ])
})

test('a notice names no private channel to the readers of another one (attack: learning of it, and what it talks of)', async () => {
  const { chat } = await createTopic()
  const add = (name: string) =>
    chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], principals: [MEMBER, OTHER] })
  for (const name of ['square', 'yard']) await add(name)
  const move = async (from: string, topic: string, to: string) => {
    const params = { type: 'stream', to: from, topic, content: 'x' }
    const message = (await chat.call(MEMBER, 'POST', '/messages', params)).json['id'] as number
    const { json } = await chat.call(OTHER, 'GET', '/get_stream_id', { stream: to })
    const place = { stream_id: json['stream_id'], propagate_mode: 'change_all' }
    const moved = await chat.call(MEMBER, 'PATCH', `/messages/${message}`, {
      ...place,
      send_notification_to_old_thread: true,
    })
    expect(moved.json['result']).toBe('success')
  }
  await move('board', 'secret', 'square')
  await move('square', 'open', 'yard')
  expect(await notices(chat)).toEqual([
    ['secret', 'This topic was moved here from another channel by @_**User 3|3**.'],
    ['secret', 'This topic was moved to #**square>secret** by @_**User 3|3**.'],
    ['open', 'This topic was moved here from #**square>open** by @_**User 3|3**.'],
    ['open', 'This topic was moved to #**yard>open** by @_**User 3|3**.'],
  ])
  await move('yard', 'plan', 'board')
  expect((await notices(chat)).at(-1)).toEqual(['plan', 'This topic was moved to another channel by @_**User 3|3**.'])
})

test('a topic that is done with says so, and that it is not', async () => {
  const { chat, move } = await createTopic()
  await move({ topic: '✔ lunch', propagate_mode: 'change_all', send_notification_to_new_thread: false })
  await move({ topic: 'lunch', propagate_mode: 'change_all' })
  expect(await notices(chat)).toEqual([
    ['lunch', '@_**User 3|3** has marked this topic as resolved.'],
    ['lunch', '@_**User 3|3** has marked this topic as unresolved.'],
  ])
})

test('Hearth’s own account is told apart and is nobody’s to find, mention, message or deactivate', async () => {
  const { chat, move } = await createTopic()
  await move({ topic: 'dinner' })
  const { json } = await chat.call(OTHER, 'POST', '/register', { fetch_event_types: ['realm_user', 'realm_bot'] })
  const [bot] = json['cross_realm_bots'] as { user_id: number; email: string }[]
  expect(bot).toMatchObject({ full_name: 'Notification Bot', is_system_bot: true })
  for (const list of ['realm_users', 'realm_non_active_users', 'realm_bots']) {
    expect(JSON.stringify(json[list]), list).not.toContain('Notification Bot')
  }
  expect((await chat.call(1, 'GET', `/users/${bot?.user_id}`)).status).toBe(400)
  expect((await chat.call(1, 'POST', `/users/${bot?.user_id}/reactivate`)).status).toBe(400)
  expect((await chat.call(1, 'DELETE', `/users/${bot?.user_id}`)).status).toBe(400)
  const direct = await chat.call(OTHER, 'POST', '/messages', { type: 'direct', to: [bot?.user_id], content: 'x' })
  expect(direct.status).toBe(400)
})
