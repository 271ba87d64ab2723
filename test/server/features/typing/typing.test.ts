import { expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const MODERN = { event_types: ['typing'], client_capabilities: { stream_typing_notifications: true } }

async function makeStream({ call, core }: ChatApi, name: string, principals: number[], invite_only = false) {
  await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], principals, invite_only })
  const [row] = await core.db.query<{ id: number }>('select id from stream where name = $1', [name])
  return row?.id ?? 0
}

test('the others of a direct conversation see that somebody types, nobody else does', async () => {
  const { call, listen } = await startChat()
  const [member, other, guest, admin] = await Promise.all(
    [MEMBER, OTHER, GUEST, ADMIN].map((user) => listen(user, { event_types: ['typing'] })),
  )
  await call(MEMBER, 'POST', '/typing', { type: 'direct', op: 'start', to: [OTHER, GUEST] })
  await call(MEMBER, 'POST', '/typing', { op: 'stop', to: [OTHER] })
  const start = {
    type: 'typing',
    op: 'start',
    message_type: 'direct',
    sender: { user_id: MEMBER, email: 'u3@acme.test' },
    recipients: [MEMBER, OTHER, GUEST].map((id) => ({ user_id: id, email: `u${id}@acme.test` })),
  }
  expect(await other?.events()).toMatchObject([start, { op: 'stop' }])
  expect(await guest?.events()).toMatchObject([start])
  expect(await member?.events()).toEqual([])
  expect(await admin?.events()).toEqual([])
})

test('subscribers see typing in a stream, when they said that they can show it', async () => {
  const chat = await startChat()
  const stream_id = await makeStream(chat, 'board', [MEMBER, OTHER, GUEST], true)
  const [other, member, admin] = await Promise.all([OTHER, MEMBER, ADMIN].map((user) => chat.listen(user, MODERN)))
  const legacy = await chat.listen(GUEST, { event_types: ['typing'] })
  const typing = { type: 'channel', op: 'start', stream_id, topic: 'secret plans' }
  expect((await chat.call(MEMBER, 'POST', '/typing', typing)).status).toBe(200)
  expect(await other?.events()).toMatchObject([
    { message_type: 'stream', op: 'start', stream_id, topic: 'secret plans' },
  ])
  for (const nothing of [member, admin, legacy]) expect(await nothing?.events()).toEqual([])
})

test('who left a stream hears no more typing there, also not what was before they asked', async () => {
  const chat = await startChat()
  const stream_id = await makeStream(chat, 'board', [MEMBER, OTHER], true)
  const other = await chat.listen(OTHER, MODERN)
  await chat.call(MEMBER, 'POST', '/typing', { type: 'stream', op: 'start', stream_id, topic: 'secret plans' })
  await chat.call(OTHER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['board'] })
  expect(await other.events()).toEqual([])
})

test.for([
  ['somebody outside a private stream', OTHER, 'board'],
  ['an administrator outside a private stream', ADMIN, 'board'],
  ['a guest outside a public stream', GUEST, 'open'],
] as const)('%s cannot type there, and learns nothing of it', async ([, user, name]) => {
  const chat = await startChat()
  const board = await makeStream(chat, 'board', [MEMBER], true)
  const open = await makeStream(chat, 'open', [MEMBER])
  const member = await chat.listen(MEMBER, MODERN)
  const type = async (stream_id: number) =>
    (await chat.call(user, 'POST', '/typing', { type: 'stream', op: 'start', stream_id, topic: 't' })).json
  expect(await type(name === 'board' ? board : open)).toEqual(await type(999))
  expect(await member.events()).toEqual([])
})

test.for([
  [{ type: 'stream', op: 'start', topic: 't' }, 'Missing stream_id'],
  [{ type: 'stream', op: 'start', stream_id: 1 }, 'Missing topic'],
  [{ op: 'start' }, "Missing 'to' argument"],
  [{ op: 'start', to: [] }, "Empty 'to' list"],
  [{ op: 'start', to: [999] }, 'Invalid user ID 999'],
  [{ op: 'start', to: ['u4@acme.test'] }, 'to[0] is not a number'],
  [{ op: 'pause', to: [OTHER] }, 'Invalid op'],
] as const)('typing %j is refused', async ([params, msg]) => {
  const { call } = await startChat()
  expect((await call(MEMBER, 'POST', '/typing', params)).json['msg']).toBe(msg)
})

test('nobody types to who is deactivated', async () => {
  const { call } = await startChat()
  await call(OWNER, 'DELETE', `/users/${OTHER}`)
  expect((await call(MEMBER, 'POST', '/typing', { op: 'start', to: [OTHER] })).json['msg']).toBe('Invalid user ID 4')
})
