import { expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

async function createRoom() {
  const chat = await startChat()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'secret' }],
    invite_only: true,
    principals: [MEMBER, OTHER],
  })
  const { json } = await chat.call(MEMBER, 'POST', '/messages', {
    type: 'stream',
    to: 'secret',
    topic: 'lunch',
    content: 'Soup?',
  })
  const id = json['id'] as number
  const react = (user: number, method: 'POST' | 'DELETE', params: Record<string, unknown>) =>
    chat.call(user, method, `/messages/${id}/reactions`, params)
  const read = async (user: number) => {
    const { json } = await chat.call(user, 'GET', `/messages/${id}`)
    return (json['message'] as { reactions: object[] }).reactions
  }
  return { chat, id, react, read }
}

const OCTOPUS = { emoji_name: 'octopus', emoji_code: '1f419', reaction_type: 'unicode_emoji' }

test('a reaction is told to whoever sees the message, shown with it, and taken back', async () => {
  const { chat, id, react, read } = await createRoom()
  const other = await chat.listen(OTHER, { event_types: ['reaction'] })
  const outsider = await chat.listen(OWNER, { event_types: ['reaction'] })
  expect((await react(MEMBER, 'POST', { emoji_name: 'octopus' })).status).toBe(200)
  expect(await other.events()).toMatchObject([{ op: 'add', ...OCTOPUS, user_id: MEMBER, message_id: id }])
  expect(await read(OTHER)).toEqual([{ ...OCTOPUS, user_id: MEMBER }])
  expect((await react(MEMBER, 'DELETE', { emoji_code: '1f419' })).status).toBe(200)
  expect(await other.events()).toMatchObject([{ op: 'remove', ...OCTOPUS }])
  expect(await read(OTHER)).toEqual([])
  expect(await outsider.events()).toEqual([])
})

test('votes for one emoji come together, by whatever name clients call it', async () => {
  const { react, read } = await createRoom()
  await react(MEMBER, 'POST', { emoji_name: 'thumbs_up' })
  await react(OTHER, 'POST', { emoji_name: '+1', emoji_code: '1f44d' })
  expect(await read(MEMBER)).toMatchObject([
    { emoji_name: 'thumbs_up', user_id: MEMBER },
    { emoji_name: 'thumbs_up', user_id: OTHER },
  ])
})

test('what cannot be is refused with its code', async () => {
  const { react } = await createRoom()
  await react(MEMBER, 'POST', { emoji_name: 'octopus' })
  const refused = async (answer: ReturnType<typeof react>) => (await answer).json
  expect(await refused(react(MEMBER, 'POST', OCTOPUS))).toMatchObject({ code: 'REACTION_ALREADY_EXISTS' })
  expect(await refused(react(OTHER, 'DELETE', OCTOPUS))).toMatchObject({ code: 'REACTION_DOES_NOT_EXIST' })
  for (const wrong of [
    { emoji_name: 'no_such_emoji' },
    { emoji_name: 'octopus', emoji_code: 'beef' },
    { emoji_name: 'tada', emoji_code: '1f44d' },
    { emoji_name: '<b>', emoji_code: '1f44d' },
    { emoji_name: 'fried_egg', emoji_code: '1f373' },
    { emoji_name: 'octopus', reaction_type: 'nonsense' },
    { emoji_name: 'octopus', emoji_code: '7', reaction_type: 'realm_emoji' },
  ]) {
    expect(await refused(react(OTHER, 'POST', wrong)), JSON.stringify(wrong)).toMatchObject({ code: 'BAD_REQUEST' })
  }
})

test('clients find the names of all emoji where /register says', async () => {
  const { chat } = await createRoom()
  const { json } = await chat.call(MEMBER, 'POST', '/register', { fetch_event_types: ['realm'] })
  const { pathname } = new URL(String(json['server_emoji_data_url']))
  const answer = await ask(chat, pathname)
  expect(answer.json).toMatchObject({ code_to_names: { '1f419': ['octopus'] } })
})

test.each([OWNER, GUEST])('user %i, who may not read the message, learns nothing of it', async (user) => {
  const { chat, react } = await createRoom()
  const { json } = await react(user, 'POST', OCTOPUS)
  expect(json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Invalid message(s)' })
  expect((await chat.call(user, 'POST', '/messages/999999/reactions', OCTOPUS)).json).toEqual(json)
})
