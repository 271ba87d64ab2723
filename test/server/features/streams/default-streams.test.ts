import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

async function createStreams({ call }: ChatApi): Promise<void> {
  await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }, { name: 'other' }] })
  await call(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'board' }], invite_only: true })
}

const events = { event_types: ['default_streams', 'default_stream_groups'] }

describe('default streams', () => {
  test('are where new people are, and are told to all but guests', async () => {
    const chat = await startChat()
    await createStreams(chat)
    const other = await chat.listen(OTHER, events)
    const guest = await chat.listen(GUEST, events)
    await chat.call(ADMIN, 'POST', '/default_streams', { stream_id: 1 })
    await chat.call(ADMIN, 'PATCH', '/streams/2', { is_default_stream: true })
    expect(await other.events()).toMatchObject([
      { type: 'default_streams', default_streams: [1] },
      { type: 'default_streams', default_streams: [1, 2] },
    ])
    const user = { email: 'new@acme.test', password: 'correct horse battery', full_name: 'New' }
    const { json } = await chat.call(OWNER, 'POST', '/users', user)
    const members = await chat.call(MEMBER, 'GET', '/streams/1/members')
    expect(members.json['subscribers']).toEqual([MEMBER, json['user_id']])
    await chat.call(ADMIN, 'DELETE', '/default_streams', { stream_id: 1 })
    expect(await other.events()).toMatchObject([{ default_streams: [2] }])
    expect(await guest.events()).toEqual([])
    expect((await chat.listen(OTHER)).state['realm_default_streams']).toEqual([2])
    expect((await chat.listen(GUEST)).state['realm_default_streams']).toEqual([])
  })

  test.for([
    [MEMBER, 1, 'UNAUTHORIZED_PRINCIPAL', 'Must be an organization administrator'],
    [ADMIN, 3, 'BAD_REQUEST', 'Private channels cannot be made default.'],
    [ADMIN, 999, 'BAD_REQUEST', 'Invalid channel ID'],
  ] as const)('are not set by %i to be %i', async ([user, stream_id, code, msg]) => {
    const chat = await startChat()
    await createStreams(chat)
    expect((await chat.call(user, 'POST', '/default_streams', { stream_id })).json).toMatchObject({ code, msg })
    if (stream_id !== 3) {
      expect((await chat.call(user, 'DELETE', '/default_streams', { stream_id })).json).toMatchObject({ code, msg })
    }
  })
})

describe('default stream groups', () => {
  test('are made, changed and ended by administrators', async () => {
    const chat = await startChat()
    await createStreams(chat)
    const other = await chat.listen(OTHER, events)
    const group = { group_name: 'start', description: 'here', stream_names: ['open'] }
    const path = '/default_stream_groups'
    const steps = [
      await chat.call(ADMIN, 'POST', `${path}/create`, group),
      await chat.call(ADMIN, 'PATCH', `${path}/1`, { new_group_name: 'begin', new_description: 'now' }),
      await chat.call(ADMIN, 'PATCH', `${path}/1/streams`, { op: 'add', stream_names: ['other'] }),
      await chat.call(ADMIN, 'PATCH', `${path}/1/streams`, { op: 'remove', stream_names: ['open'] }),
      await chat.call(ADMIN, 'DELETE', `${path}/1`),
    ]
    for (const { json } of steps) expect(json).toMatchObject({ result: 'success' })
    const told = (await other.events()).map((event) => event['default_stream_groups'])
    expect(told).toEqual([
      [{ id: 1, name: 'start', description: 'here', streams: [1] }],
      [{ id: 1, name: 'begin', description: 'now', streams: [1] }],
      [{ id: 1, name: 'begin', description: 'now', streams: [1, 2] }],
      [{ id: 1, name: 'begin', description: 'now', streams: [2] }],
      [],
    ])
  })

  test.for([
    [
      MEMBER,
      'POST',
      '/create',
      { group_name: 'x', description: '', stream_names: [] },
      'Must be an organization administrator',
    ],
    [
      ADMIN,
      'POST',
      '/create',
      { group_name: 'START', description: '', stream_names: [] },
      "Default channel group 'START' already exists",
    ],
    [
      ADMIN,
      'POST',
      '/create',
      { group_name: ' ', description: '', stream_names: [] },
      "Invalid default channel group name ' '",
    ],
    [ADMIN, 'POST', '/create', { group_name: 'x', description: '', stream_names: ['no'] }, "Invalid channel name 'no'"],
    [
      ADMIN,
      'POST',
      '/create',
      { group_name: 'x', description: '', stream_names: ['board'] },
      'Private channels cannot be made default.',
    ],
    [ADMIN, 'PATCH', '/9', { new_group_name: 'x' }, "Default channel group with id '9' does not exist."],
    [ADMIN, 'PATCH', '/1', {}, 'You must pass "new_description" or "new_group_name".'],
    [
      ADMIN,
      'PATCH',
      '/1/streams',
      { op: 'add', stream_names: ['open'] },
      "Channel 1 is already present in default channel group 'start'",
    ],
    [
      ADMIN,
      'PATCH',
      '/1/streams',
      { op: 'remove', stream_names: ['other'] },
      "Channel 2 is not present in default channel group 'start'",
    ],
    [MEMBER, 'DELETE', '/1', {}, 'Must be an organization administrator'],
  ] as const)('are not changed by %i with %s %s %j', async ([user, method, path, params, msg]) => {
    const chat = await startChat()
    await createStreams(chat)
    const group = { group_name: 'start', description: '', stream_names: ['open'] }
    await chat.call(ADMIN, 'POST', '/default_stream_groups/create', group)
    const { json } = await chat.call(user, method, `/default_stream_groups${path}`, params)
    expect(json['msg']).toBe(msg)
  })
})
