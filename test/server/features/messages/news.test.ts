import { expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

/** A channel that the news of the organization go to. */
async function newsroom() {
  const chat = await startChat()
  const { call } = chat
  const subscriptions = [{ name: 'news' }, { name: 'lobby' }]
  await call(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions, principals: [ADMIN, OTHER, GUEST] })
  const idOf = async (stream: string) => (await call(ADMIN, 'GET', '/get_stream_id', { stream })).json['stream_id']
  const news = await idOf('news')
  const set = async (settings: Record<string, unknown>) => (await call(ADMIN, 'PATCH', '/realm', settings)).json
  return { chat, call, news, idOf, set }
}

async function notices({ call }: ChatApi, apply_markdown = false): Promise<[topic: string, content: string][]> {
  const range = { anchor: 'newest', num_before: 50, num_after: 0, apply_markdown }
  const { json } = await call(OTHER, 'GET', '/messages', range)
  const all = json['messages'] as { sender_full_name: string; subject: string; content: string; flags: string[] }[]
  const own = all.filter((message) => message.sender_full_name === 'Notification Bot')
  for (const { flags } of own) expect(flags.filter((flag) => /mention/.test(flag))).toEqual([])
  return own.map(({ subject, content }) => [subject, content])
}

test('new channels are told of where the organization wants it, when who makes them does', async () => {
  const { chat, call, news, set } = await newsroom()
  const make = (names: string[], more: Record<string, unknown>) =>
    call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: names.map((name) => ({ name })), ...more })
  await make(['untold'], { announce: true })
  expect(await set({ new_stream_announcements_stream_id: news })).toMatchObject({ result: 'success' })
  await make(['quiet'], { announce: false })
  await make(['board'], { announce: true, invite_only: true })
  await make(['garden'], { announce: true })
  await make(['garden'], { announce: true })
  await make(['garden', 'kitchen', 'roof'], { announce: true })
  expect(await notices(chat)).toEqual([
    ['new channels', '@_**User 3|3** created a new channel #**garden**.'],
    ['new channels', '@_**User 3|3** created the following channels: #**kitchen**, #**roof**.'],
  ])
})

test('a channel’s name calls nobody when it is told of, wherever', async () => {
  const { chat, call, news, set, idOf } = await newsroom()
  await set({ new_stream_announcements_stream_id: news })
  const name = 'x** @**all** `y` [z @**User 4|4**'
  await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], announce: true })
  const id = await idOf(name)
  const [[topic, html] = []] = await notices(chat, true)
  expect(topic).toBe('new channels')
  expect(html).toContain(`"#narrow/channel/${id as number}-x.2A.2A-.40.2A.2Aall`)
  expect(html).toContain('>#x∗∗ @∗∗all∗∗ ˋyˋ (z @∗∗User 4|4∗∗</a>')
  expect(html).not.toContain('class="user-mention"')

  const to = { type: 'stream', to: 'lobby', topic: 'y** @**all**', content: 'hello' }
  const { json } = await call(OTHER, 'POST', '/messages', to)
  await call(ADMIN, 'PATCH', `/messages/${json['id'] as number}`, { topic: 'lunch', propagate_mode: 'change_all' })
  const moved = (await notices(chat, true)).at(-1)?.[1]
  expect(moved).toContain('>#lobby &gt; y∗∗ @∗∗all∗∗</a>')
  expect(moved).not.toContain('data-user-id="*"')
})

test('who is new is told of where the organization wants it, by whatever way they come', async () => {
  const { chat, call, news, set } = await newsroom()
  const create = (email: string, full_name: string) =>
    call(ADMIN, 'POST', '/users', { email, full_name, password: 'a kettle for everyone' })
  await create('first@acme.test', 'First')
  await set({ signup_announcements_stream_id: news })
  const second = (await create('second@acme.test', 'Second')).json['user_id'] as number
  const { invite_link } = (await call(ADMIN, 'POST', '/invites/multiuse', { invite_as: 400, stream_ids: [] })).json
  const form = { full_name: 'Third', email: 'third@acme.test', password: 'a kettle for everyone' }
  const token = /[^/#]+$/.exec(invite_link as string)?.[0] ?? ''
  expect((await ask(chat, `/json/join/${token}`, { form })).status).toBe(200)
  expect(await notices(chat)).toEqual([
    ['signups', `@_**Second|${second}** joined this organization.`],
    ['signups', expect.stringMatching(/^@_\*\*Third\|\d+\*\* joined this organization\.$/)],
  ])
})

test('news go to channels that who decides it can read, and nowhere once the channel is archived', async () => {
  const { chat, call, news, set } = await newsroom()
  await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'board' }], invite_only: true })
  const { stream_id: board } = (await call(MEMBER, 'GET', '/get_stream_id', { stream: 'board' })).json
  const names = ['new_stream_announcements_stream_id', 'signup_announcements_stream_id']
  for (const name of names) {
    for (const id of [board, 999]) expect(await set({ [name]: id })).toMatchObject({ msg: 'Invalid channel ID' })
    expect(await set({ [name]: 0 })).toMatchObject({ msg: `${name} is too small` })
    expect((await call(MEMBER, 'PATCH', '/realm', { [name]: news })).json['result']).toBe('error')
    await set({ [name]: news })
  }
  const told = async () => (await chat.listen(OTHER, { fetch_event_types: ['realm'] })).state
  expect(await told()).toMatchObject(Object.fromEntries(names.map((name) => [`realm_${name}`, news])))
  const other = await chat.listen(OTHER, { event_types: ['realm'] })
  await call(OWNER, 'DELETE', `/streams/${news as number}`)
  expect(await other.events()).toMatchObject(names.map((property) => ({ op: 'update', property, value: -1 })))
  expect(await told()).toMatchObject(Object.fromEntries(names.map((name) => [`realm_${name}`, -1])))
  expect(await set({ [names[0] ?? '']: news })).toMatchObject({ msg: 'Invalid channel ID' })
  const made = { subscriptions: [{ name: 'garden' }], announce: true }
  expect((await call(MEMBER, 'POST', '/users/me/subscriptions', made)).json['result']).toBe('success')
})
