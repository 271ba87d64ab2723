import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

type Stream = Readonly<Record<string, unknown>> & { readonly stream_id: number; readonly name: string }

async function create({ call }: ChatApi, name: string, params: Record<string, unknown> = {}): Promise<number> {
  const request = { subscriptions: [{ name, description: 'what for' }], ...params }
  const answer = await call(MEMBER, 'POST', '/users/me/subscriptions', request)
  expect(answer.json).toMatchObject({ result: 'success' })
  return (await call(MEMBER, 'GET', '/get_stream_id', { stream: name })).json['stream_id'] as number
}

async function namesOf({ call }: ChatApi, user: number, params: Record<string, unknown> = {}): Promise<string[]> {
  return ((await call(user, 'GET', '/streams', params)).json['streams'] as Stream[]).map((stream) => stream.name)
}

const types = { event_types: ['stream', 'subscription'] }

describe('streams are told', () => {
  test('to whom they concern, as they are asked for', async () => {
    const chat = await startChat()
    await create(chat, 'open')
    await create(chat, 'board', { invite_only: true, principals: [MEMBER, OTHER] })
    const gone = await create(chat, 'gone')
    await chat.call(MEMBER, 'DELETE', `/streams/${gone}`)
    expect(await namesOf(chat, MEMBER)).toEqual(['open', 'board'])
    expect(await namesOf(chat, MEMBER, { include_public: false })).toEqual(['open', 'board'])
    expect(await namesOf(chat, OTHER, { include_public: false })).toEqual(['board'])
    expect(await namesOf(chat, OTHER, { include_subscribed: false })).toEqual(['open'])
    expect(await namesOf(chat, OTHER, { exclude_archived: false })).toEqual(['open', 'board', 'gone'])
    expect(await namesOf(chat, ADMIN)).toEqual(['open'])
    expect(await namesOf(chat, ADMIN, { include_all_active: true })).toEqual(['open', 'board'])
    expect(await namesOf(chat, GUEST)).toEqual([])
    const denied = await chat.call(MEMBER, 'GET', '/streams', { include_all_active: true })
    expect(denied.json).toMatchObject({ code: 'BAD_REQUEST', msg: 'User not authorized for this query' })
  })

  test('with which of them are where everybody starts', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    await create(chat, 'other')
    await chat.call(ADMIN, 'POST', '/default_streams', { stream_id: id })
    const { json } = await chat.call(MEMBER, 'GET', '/streams', { include_default: true })
    expect(json['streams']).toMatchObject([{ is_default: true }, { is_default: false }])
  })

  test('in every documented field', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: id, topic: 't', content: 'hi' })
    const answer = await chat.call(GUEST, 'GET', `/streams/${id}`)
    expect(answer.json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Invalid channel ID' })
    expect((await chat.call(OTHER, 'GET', `/streams/${id}`)).json['stream']).toEqual({
      stream_id: id,
      name: 'open',
      is_archived: false,
      description: 'what for',
      date_created: expect.any(Number),
      creator_id: MEMBER,
      invite_only: false,
      rendered_description: '<p>what for</p>',
      is_web_public: false,
      stream_post_policy: 1,
      message_retention_days: null,
      history_public_to_subscribers: true,
      first_message_id: json['id'],
      is_recently_active: true,
      is_announcement_only: false,
      can_remove_subscribers_group: expect.any(Number),
      can_administer_channel_group: { direct_members: [MEMBER], direct_subgroups: [] },
      stream_weekly_traffic: null,
    })
  })

  test('with their traffic once they are old enough to have one', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    for (let i = 0; i < 8; i++) {
      await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: id, topic: 't', content: `${i}` })
    }
    await chat.core.db.query("update stream set created_at = now() - interval '14 days'")
    const traffic = async () => {
      const { json } = await chat.call(MEMBER, 'GET', `/streams/${id}`)
      return (json['stream'] as Stream)['stream_weekly_traffic']
    }
    expect(await traffic()).toBe(4)
    await chat.core.db.query(
      "update message set date_sent = now() - interval '40 days' where id < (select max(id) from message)",
    )
    await chat.core.db.query("update stream set created_at = now() - interval '50 days'")
    expect(await traffic()).toBe(0)
  })

  test('by name, and by who is in them, only to who may know of them', async () => {
    const chat = await startChat()
    const id = await create(chat, 'board', { invite_only: true, principals: [MEMBER, OTHER] })
    for (const user of [MEMBER, ADMIN]) {
      expect((await chat.call(user, 'GET', '/get_stream_id', { stream: 'BOARD' })).json['stream_id']).toBe(id)
      expect((await chat.call(user, 'GET', `/streams/${id}/members`)).json['subscribers']).toEqual([MEMBER, OTHER])
    }
    const hidden = await chat.call(GUEST, 'GET', '/get_stream_id', { stream: 'board' })
    expect(hidden.json).toMatchObject({ code: 'BAD_REQUEST', msg: "Invalid channel name 'board'" })
    for (const path of [`/streams/${id}/members`, `/streams/${id}/email_address`, `/users/me/${id}/topics`]) {
      expect((await chat.call(GUEST, 'GET', path)).json).toMatchObject({
        code: 'BAD_REQUEST',
        msg: 'Invalid channel ID',
      })
    }
    // Administrators know of it, and read nothing in it.
    expect((await chat.call(ADMIN, 'GET', `/users/me/${id}/topics`)).json['msg']).toBe('Invalid channel ID')
    expect((await chat.call(MEMBER, 'GET', `/streams/${id}/email_address`)).json).toMatchObject({ email: '' })
    const status = (user: number) => chat.call(MEMBER, 'GET', `/users/${user}/subscriptions/${id}`)
    expect((await status(OTHER)).json['is_subscribed']).toBe(true)
    expect((await status(GUEST)).json['is_subscribed']).toBe(false)
    expect((await status(999)).json['msg']).toBe('No such user')
  })
})

describe('a stream is changed', () => {
  test('before the eyes of all who know of it', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    const other = await chat.listen(OTHER, types)
    const guest = await chat.listen(GUEST, types)
    const params = { new_name: 'wide', description: 'two\nlines', stream_post_policy: 4, message_retention_days: '7' }
    expect((await chat.call(OWNER, 'PATCH', `/streams/${id}`, params)).json['result']).toBe('success')
    const update = { type: 'stream', op: 'update', stream_id: id }
    expect(await other.events()).toMatchObject([
      { ...update, property: 'name', value: 'wide', name: 'open' },
      { ...update, property: 'description', value: 'two lines', rendered_description: '<p>two lines</p>' },
      { ...update, property: 'stream_post_policy', value: 4 },
      { ...update, property: 'is_announcement_only', value: false },
      { ...update, property: 'message_retention_days', value: 7 },
    ])
    expect(await guest.events()).toEqual([])
    const say = (user: number) =>
      chat.call(user, 'POST', '/messages', { type: 'stream', to: id, topic: 't', content: 'hi' })
    expect((await say(MEMBER)).json['result']).toBe('error')
    expect((await say(ADMIN)).json['result']).toBe('success')
  })

  test('by whom it names for that', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    const path = `/streams/${id}`
    const rename = (user: number, new_name: string) => chat.call(user, 'PATCH', path, { new_name })
    expect((await rename(OTHER, 'mine')).json).toMatchObject({ code: 'CANNOT_ADMINISTER_CHANNEL' })
    const value = { direct_members: [OTHER, GUEST], direct_subgroups: [] }
    const listener = await chat.listen(OTHER, types)
    await chat.call(MEMBER, 'PATCH', path, { can_administer_channel_group: { new: value } })
    expect(await listener.events()).toMatchObject([{ property: 'can_administer_channel_group', value }])
    expect((await rename(OTHER, 'ours')).json['result']).toBe('success')
    expect((await rename(GUEST, 'guests')).json['msg']).toBe('Invalid channel ID')
    expect((await rename(MEMBER, 'back')).json).toMatchObject({ code: 'CANNOT_ADMINISTER_CHANNEL' })
    const stale = { old: { direct_members: [MEMBER], direct_subgroups: [] }, new: value }
    const answer = await chat.call(OTHER, 'PATCH', path, { can_administer_channel_group: stale })
    expect(answer.json).toMatchObject({ code: 'EXPECTATION_MISMATCH' })
  })

  test('from public to private and back: who loses sight of it and who gains it is told', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open', { principals: [MEMBER, ADMIN] })
    const member = await chat.listen(MEMBER, types)
    const other = await chat.listen(OTHER, types)
    const set = (params: Record<string, unknown>) => chat.call(MEMBER, 'PATCH', `/streams/${id}`, params)
    await set({ is_private: true })
    const closed = { property: 'invite_only', value: true, history_public_to_subscribers: false, is_web_public: false }
    expect(await member.events()).toMatchObject([{ op: 'update', ...closed }])
    expect(await other.events()).toMatchObject([{ op: 'delete', streams: [{ stream_id: id, is_archived: false }] }])
    expect(await namesOf(chat, OTHER)).toEqual([])
    await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: id, topic: 't', content: 'secret' })
    await set({ is_private: false })
    expect(await other.events()).toMatchObject([
      { type: 'stream', op: 'create', streams: [{ stream_id: id, invite_only: false }] },
      { type: 'subscription', op: 'peer_add', stream_ids: [id], user_ids: [ADMIN, MEMBER] },
      { type: 'stream', op: 'update', property: 'invite_only', value: false, history_public_to_subscribers: true },
    ])
  })

  test.for([
    [{ new_name: '' }, "Channel name can't be empty."],
    [{ new_name: 'x'.repeat(61) }, 'Channel name too long (limit: 60 characters).'],
    [{ new_name: 'a\u0007b' }, 'Invalid character in channel name, at position 2.'],
    [{ new_name: 'open' }, 'Channel already has that name.'],
    [{ new_name: 'TAKEN' }, 'Channel name already in use.'],
    [{ history_public_to_subscribers: false }, 'Invalid parameters'],
    [{ is_web_public: true }, 'Web-public channels are not enabled.'],
    [{ is_private: true, is_default_stream: true }, 'A default channel cannot be private.'],
    [{ stream_post_policy: 5 }, 'Invalid stream_post_policy'],
    [{ message_retention_days: 'soon' }, "Bad value for 'message_retention_days': soon"],
    [{ message_retention_days: '0' }, "Bad value for 'message_retention_days': 0"],
    [{ can_administer_channel_group: { new: 999 } }, 'Invalid user group'],
    [
      { can_remove_subscribers_group: { new: 6 } },
      "'can_remove_subscribers_group' setting cannot be set to 'role:everyone' group.",
    ],
  ] as const)('but not to %j', async ([params, msg]) => {
    const chat = await startChat()
    const id = await create(chat, 'open')
    await create(chat, 'taken')
    expect((await chat.call(OWNER, 'PATCH', `/streams/${id}`, params)).json['msg']).toBe(msg)
    expect(await namesOf(chat, MEMBER)).toEqual(['open', 'taken'])
  })

  test('by administrators, who let nobody into a private one that is not theirs to read', async () => {
    const chat = await startChat()
    const id = await create(chat, 'board', { invite_only: true })
    const set = (user: number, params: Record<string, unknown>) => chat.call(user, 'PATCH', `/streams/${id}`, params)
    expect((await set(OTHER, { description: 'x' })).json['msg']).toBe('Invalid channel ID')
    expect((await set(ADMIN, { description: 'x' })).json['result']).toBe('success')
    for (const params of [
      { is_private: false },
      { history_public_to_subscribers: true },
      { can_administer_channel_group: { new: { direct_members: [ADMIN], direct_subgroups: [] } } },
    ]) {
      expect((await set(ADMIN, params)).json['msg']).toBe('Channel content access is required.')
    }
    const owners = 'Must be an organization owner'
    expect((await set(ADMIN, { message_retention_days: '3' })).json['msg']).toBe(owners)
    expect((await set(MEMBER, { is_default_stream: true })).json['msg']).toBe('Must be an organization administrator')
  })
})

describe('a stream that is archived', () => {
  test('leaves everybody’s sight, takes no messages, and can still be read', async () => {
    const chat = await startChat()
    const id = await create(chat, 'open', { principals: [MEMBER, OTHER] })
    const say = () => chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: id, topic: 't', content: 'hi' })
    const { json } = await say()
    expect((await chat.call(OTHER, 'DELETE', `/streams/${id}`)).json['code']).toBe('CANNOT_ADMINISTER_CHANNEL')
    const other = await chat.listen(OTHER, types)
    expect((await chat.call(MEMBER, 'DELETE', `/streams/${id}`)).json['result']).toBe('success')
    expect(await other.events()).toMatchObject([{ op: 'delete', streams: [{ stream_id: id, is_archived: true }] }])
    expect((await say()).json).toMatchObject({ code: 'STREAM_DOES_NOT_EXIST' })
    expect((await chat.call(OTHER, 'GET', `/messages/${json['id'] as number}`)).json['result']).toBe('success')
    expect((await chat.call(MEMBER, 'DELETE', `/streams/${id}`)).json['msg']).toBe('Invalid channel ID')
    expect((await chat.call(MEMBER, 'PATCH', `/streams/${id}`, { new_name: 'x' })).json['msg']).toBe(
      'Invalid channel ID',
    )
    const plain = await chat.listen(OTHER)
    expect(plain.state).toMatchObject({ streams: [], subscriptions: [], unread_msgs: { count: 0 } })
    const modern = await chat.listen(OTHER, { client_capabilities: { archived_channels: true } })
    expect(modern.state['subscriptions']).toMatchObject([{ stream_id: id, is_archived: true }])
    // Its name is free again.
    expect(await create(chat, 'open')).not.toBe(id)
  })
})
