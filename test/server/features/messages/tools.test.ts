import { expect, test } from 'vitest'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

async function createRoom() {
  const chat = await startChat()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'secret' }],
    invite_only: true,
    principals: [MEMBER, OTHER],
  })
  const say = async (content: string, topic = 'lunch') => {
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'secret', topic, content })
    return json['id'] as number
  }
  return { chat, say }
}

test('a text is rendered without being sent', async () => {
  const { chat } = await createRoom()
  const { json } = await chat.call(MEMBER, 'POST', '/messages/render', { content: '<b>soup</b>' })
  expect(json).toMatchObject({ result: 'success', rendered: '<p>&lt;b&gt;soup&lt;/b&gt;</p>' })
  expect((await chat.call(MEMBER, 'POST', '/messages/render', { content: ' ' })).status).toBe(400)
})

test('who has read a message is told, without its sender, the silent, the muted and the muting', async () => {
  const { chat, say } = await createRoom()
  const id = await say('hello')
  const receipts = async (user: number) => (await chat.call(user, 'GET', `/messages/${id}/read_receipts`)).json
  expect(await receipts(MEMBER)).toMatchObject({ user_ids: [] })
  await chat.call(OTHER, 'POST', '/messages/flags', { messages: [id], op: 'add', flag: 'read' })
  expect(await receipts(MEMBER)).toMatchObject({ user_ids: [OTHER] })
  await chat.call(MEMBER, 'POST', `/users/me/muted_users/${OTHER}`)
  expect(await receipts(MEMBER)).toMatchObject({ user_ids: [] })
  await chat.call(MEMBER, 'DELETE', `/users/me/muted_users/${OTHER}`)
  await chat.core.db.query(`update user_account set settings = '{"send_read_receipts": false}' where id = $1`, [OTHER])
  expect(await receipts(MEMBER)).toMatchObject({ user_ids: [] })
  expect(await receipts(OTHER)).toMatchObject({ user_ids: [OTHER] })
  for (const user of [OWNER, GUEST]) expect(await receipts(user)).toMatchObject({ msg: 'Invalid message(s)' })
})

test('flags are set on the messages of a narrow around an anchor', async () => {
  const { chat, say } = await createRoom()
  const ids = [await say('one'), await say('two', 'dinner'), await say('three'), await say('four')]
  const narrow = [
    { operator: 'channel', operand: 'secret' },
    { operator: 'topic', operand: 'lunch' },
  ]
  const set = (params: Record<string, unknown>) =>
    chat.call(OTHER, 'POST', '/messages/flags/narrow', {
      num_before: 0,
      num_after: 2,
      op: 'add',
      flag: 'read',
      narrow,
      ...params,
    })
  const listener = await chat.listen(OTHER, { event_types: ['update_message_flags'] })
  expect((await set({ anchor: 'oldest' })).json).toMatchObject({
    processed_count: 2,
    updated_count: 2,
    first_processed_id: ids[0],
    last_processed_id: ids[2],
    found_oldest: true,
    found_newest: false,
  })
  expect(await listener.events()).toMatchObject([{ op: 'add', flag: 'read', messages: [ids[0], ids[2]] }])
  expect((await set({ anchor: ids[3], include_anchor: false })).json).toMatchObject({
    processed_count: 0,
    first_processed_id: null,
    found_newest: true,
  })
  expect((await set({ anchor: 'oldest', flag: 'nonsense' })).status).toBe(400)
  expect((await set({ anchor: 'oldest', num_after: 9_000 })).status).toBe(400)
})

test('of some messages it is told which match a narrow, and none that the reader may not see', async () => {
  const { chat, say } = await createRoom()
  const link = await say('see https://example.org')
  const plain = await say('nothing', 'links')
  const ask = (user: number, narrow: object[]) =>
    chat.call(user, 'GET', '/messages/matches_narrow', { msg_ids: [link, plain], narrow })
  const has = [{ operator: 'has', operand: 'link' }]
  expect(Object.keys((await ask(OTHER, has)).json['messages'] as object)).toEqual([String(link)])
  expect((await ask(OTHER, [{ operator: 'search', operand: 'link' }])).json['messages']).toMatchObject({
    [plain]: { match_subject: '<span class="highlight">links</span>' },
  })
  expect((await ask(OWNER, has)).json['messages']).toEqual({})
})

test('a poll takes votes from whoever may see it, and its question from its author alone', async () => {
  const { chat, say } = await createRoom()
  const id = await say('/poll Soup?\n* yes\nno')
  const other = await chat.listen(OTHER, { event_types: ['submessage'] })
  const vote = (user: number, content: string, type = 'widget') =>
    chat.call(user, 'POST', '/submessage', { message_id: id, msg_type: type, content })
  const yes = JSON.stringify({ type: 'vote', key: 'canned,0', vote: 1 })
  expect((await vote(OTHER, yes)).status).toBe(200)
  expect(await other.events()).toMatchObject([{ message_id: id, sender_id: OTHER, msg_type: 'widget', content: yes }])
  const { json } = await chat.call(MEMBER, 'GET', `/messages/${id}`)
  const { submessages } = json['message'] as { submessages: { content: string }[] }
  expect(submessages.map(({ content }) => JSON.parse(content) as unknown)).toMatchObject([
    { widget_type: 'poll', extra_data: { question: 'Soup?', options: ['yes', 'no'] } },
    { type: 'vote' },
  ])
  expect((await vote(OTHER, JSON.stringify({ type: 'question', question: 'Cake?' }))).status).toBe(400)
  expect((await vote(MEMBER, JSON.stringify({ type: 'question', question: 'Cake?' }))).status).toBe(200)
  for (const wrong of ['{', 'null', '[]', '{}']) expect((await vote(OTHER, wrong)).status).toBe(400)
  expect((await vote(OTHER, yes, 'other')).status).toBe(400)
  expect((await vote(OWNER, yes)).json).toMatchObject({ msg: 'Invalid message(s)' })
})

test('a message keeps the name of its program, and is read by its sender where people sit', async () => {
  const { chat } = await createRoom()
  const sent = async (params: Record<string, unknown>) => {
    const form = { type: 'direct', to: [OTHER], content: 'x', ...params }
    const { json } = await chat.call(MEMBER, 'POST', '/messages', form)
    const { message } = (await chat.call(MEMBER, 'GET', `/messages/${json['id']}`)).json
    return message
  }
  expect(await sent({ client: 'website' })).toMatchObject({ client: 'website', flags: ['read'] })
  expect(await sent({ client: 'nightly build' })).toMatchObject({ client: 'nightly build', flags: [] })
  expect(await sent({ client: 'nightly build', read_by_sender: true })).toMatchObject({ flags: ['read'] })
  expect(await sent({ client: 'ZulipMobile', read_by_sender: false })).toMatchObject({ flags: [] })
})

test('no message is of a second that has not begun', async () => {
  const { chat, say } = await createRoom()
  const id = await say('hello')
  await chat.core.db.query('update message set date_sent = to_timestamp(1800000000.9) where id = $1', [id])
  const { json } = await chat.call(OTHER, 'GET', `/messages/${id}`)
  expect(json['message']).toMatchObject({ timestamp: 1_800_000_000 })
})
