import { expect, test } from 'vitest'
import { type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

/** A stream of MEMBER, OTHER and GUEST; answers how to write there. */
async function startStream({ call, core }: ChatApi): Promise<(user: number, content: string) => Promise<number>> {
  const principals = [MEMBER, OTHER, GUEST]
  await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
  return async (user, content) => {
    const { json } = await call(user, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content })
    await core.log.look()
    return json['id'] as number
  }
}

const unreadOf = (state: Readonly<Record<string, unknown>>) =>
  (state['unread_msgs'] as { streams: { unread_message_ids: number[] }[] }).streams.flatMap((s) => s.unread_message_ids)

test('whatever a muted person wrote and writes is read, until they are unmuted', async () => {
  const chat = await startChat()
  const { call, listen } = chat
  const say = await startStream(chat)
  const mine = await say(MEMBER, 'from somebody else')
  const before = await say(OTHER, 'before')
  const guest = await listen(GUEST)
  expect(unreadOf(guest.state)).toEqual([mine, before])
  expect((await call(GUEST, 'POST', `/users/me/muted_users/${OTHER}`)).json).toEqual({ result: 'success', msg: '' })
  const while_ = await say(OTHER, 'hey @**User 5**')
  const events = await guest.events()
  expect(events).toMatchObject([
    { type: 'update_message_flags', op: 'add', flag: 'read', messages: [before] },
    { type: 'muted_users', muted_users: [{ id: OTHER }] },
    { type: 'message', flags: ['read', 'mentioned'], message: { id: while_ } },
    // Who is mentioned follows, whoever mentions them: as in Zulip.
    { type: 'user_topic', visibility_policy: 3 },
  ])
  const muted = (await listen(GUEST)).state
  expect([unreadOf(muted), muted['muted_users']]).toMatchObject([[mine], [{ id: OTHER }]])

  await call(GUEST, 'DELETE', `/users/me/muted_users/${OTHER}`)
  const after = await say(OTHER, 'after')
  expect(await guest.events()).toMatchObject([
    { type: 'muted_users', muted_users: [] },
    { type: 'message', flags: [] },
  ])
  expect(unreadOf((await listen(GUEST)).state)).toEqual([mine, after])

  await call(GUEST, 'POST', `/users/me/muted_users/${OTHER}`)
  expect(await guest.events()).toMatchObject([{ messages: [after] }, { muted_users: [{ id: OTHER }] }])

  // Nobody can mark it unread, and no client counts it so.
  const unread = { op: 'remove', flag: 'read', messages: [mine, after] }
  await call(GUEST, 'POST', '/messages/flags', { op: 'add', flag: 'read', messages: [mine] })
  await call(GUEST, 'POST', '/messages/flags', unread)
  const [read, told, ...more] = await guest.events()
  expect([read, told, more]).toMatchObject([{ op: 'add', messages: [mine] }, { op: 'remove', messages: [mine] }, []])
  expect(Object.keys(told?.['message_details'] as object)).toEqual([String(mine)])
  await call(GUEST, 'POST', '/messages/flags', { ...unread, messages: [after] })
  expect(await guest.events()).toEqual([])
  expect(unreadOf((await listen(GUEST)).state)).toEqual([mine])
})

test('nobody else learns of a mute, the muted one least of all', async () => {
  const { call, listen } = await startChat()
  const others = await Promise.all([MEMBER, OTHER].map((user) => listen(user)))
  await call(GUEST, 'POST', `/users/me/muted_users/${OTHER}`)
  for (const other of others) expect(await other.events()).toEqual([])
  expect((await listen(OTHER)).state['muted_users']).toEqual([])
})

test('muting oneself, nobody, or somebody twice is refused', async () => {
  const { call } = await startChat()
  const mute = async (method: string, user: number | string) =>
    (await call(MEMBER, method, `/users/me/muted_users/${user}`)).json['msg']
  expect(await mute('POST', MEMBER)).toBe('Cannot mute self')
  expect(await mute('POST', 999)).toBe('No such user')
  expect(await mute('POST', '99999999999')).toBe('muted_user_id is too large')
  expect(await mute('DELETE', OTHER)).toBe('User is not muted')
  expect(await Promise.all([mute('POST', OTHER), mute('POST', OTHER)])).toEqual(
    expect.arrayContaining(['', 'User already muted']),
  )
})
