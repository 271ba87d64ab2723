import { describe, expect, test } from 'vitest'
import { doUpdateUser } from '../../../../server/features/users/actions/update.ts'
import { ADMIN, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

describe('an account', () => {
  test('is found by id, by address in any case, and never by half of one', async () => {
    const { call } = await startChat()
    const byId = await call(GUEST, 'GET', `/users/${MEMBER}`)
    expect(byId.json['user']).toMatchObject({ user_id: MEMBER, email: 'u3@acme.test', role: 400, is_admin: false })
    expect((await call(GUEST, 'GET', '/users/U3%40Acme.test')).json['user']).toEqual(byId.json['user'])
    for (const nobody of ['999', '99999999999', 'u3', 'u3%25', '%27']) {
      const { status, json } = await call(GUEST, 'GET', `/users/${nobody}`)
      expect([status, json['msg']], nobody).toEqual([400, 'No such user'])
    }
  })

  test('is renamed and promoted by administrators, and everybody is told', async () => {
    const { call, listen } = await startChat()
    const guest = await listen(GUEST, { event_types: ['realm_user'] })
    await call(ADMIN, 'PATCH', `/users/${MEMBER}`, { full_name: '  Grace ', role: 300 })
    expect(await guest.events()).toMatchObject([
      { op: 'update', person: { user_id: MEMBER, full_name: 'Grace' } },
      { op: 'update', person: { user_id: MEMBER, role: 300 } },
    ])
    const { json } = await call(GUEST, 'GET', `/users/${MEMBER}`)
    expect(json['user']).toMatchObject({ full_name: 'Grace', role: 300 })
    await call(ADMIN, 'PATCH', `/users/${MEMBER}`, { full_name: 'Grace', role: 300 })
    expect(await guest.events()).toEqual([])
  })

  test.for([
    ['a member', MEMBER, OTHER, { full_name: 'Changed' }],
    ['a guest', GUEST, OTHER, { full_name: 'Changed' }],
    ['a member on their own role', MEMBER, MEMBER, { role: 100 }],
    ['an administrator on an owner', ADMIN, OWNER, { full_name: 'Changed' }],
    ['an administrator on an owner’s role', ADMIN, OWNER, { role: 400 }],
    ['an administrator who makes owners', ADMIN, OTHER, { role: 100 }],
    ['an administrator who makes an owner of themselves', ADMIN, ADMIN, { role: 100 }],
  ] as const)('is not changed by %s', async ([, actor, target, change]) => {
    const { call, core } = await startChat()
    const read = () => core.db.query('select full_name, role from user_account where id = $1', [target])
    const before = await read()
    const { status, json } = await call(actor, 'PATCH', `/users/${target}`, change)
    expect([status, json['code']]).toEqual([400, 'UNAUTHORIZED_PRINCIPAL'])
    expect(await read()).toEqual(before)
  })

  test.for([
    ['   ', 'Name too short!'],
    ['x'.repeat(101), 'Name too long!'],
    ['Ada **admin**', 'Invalid characters in name!'],
    ['A\u202edA', 'Invalid characters in name!'],
    ['Ada|1', 'Invalid format!'],
  ] as const)('cannot be called %j', async ([full_name, msg]) => {
    const { call } = await startChat()
    expect((await call(OWNER, 'PATCH', `/users/${MEMBER}`, { full_name })).json['msg']).toBe(msg)
    const user = { email: 'new@acme.test', password: 'correct horse battery', full_name }
    expect((await call(OWNER, 'POST', '/users', user)).json['msg']).toBe(msg)
  })

  test('has one of Zulip’s roles', async () => {
    const { call } = await startChat()
    const { status, json } = await call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 150 })
    expect([status, json['msg']]).toEqual([400, 'Invalid role'])
  })
})

test('the list of accounts is that of everybody, or of who is asked for', async () => {
  const { call } = await startChat()
  const idsOf = async (params: Record<string, unknown>) => {
    const { json } = await call(GUEST, 'GET', '/users', params)
    return (json['members'] as { user_id: number }[]).map((user) => user.user_id)
  }
  expect(await idsOf({})).toEqual([OWNER, ADMIN, MEMBER, OTHER, GUEST])
  expect(await idsOf({ user_ids: [GUEST, OWNER, 999] })).toEqual([OWNER, GUEST])
})

test('one’s own account is told with the newest message, and without what only others have', async () => {
  const { call } = await startChat()
  const { json } = await call(ADMIN, 'GET', '/users/me')
  expect(json).toEqual({
    result: 'success',
    msg: '',
    user_id: ADMIN,
    email: 'u2@acme.test',
    delivery_email: 'u2@acme.test',
    full_name: 'User 2',
    date_joined: expect.stringMatching(/^\d{4}-/) as string,
    is_active: true,
    is_owner: false,
    is_admin: true,
    is_guest: false,
    is_billing_admin: false,
    is_bot: false,
    role: 200,
    timezone: '',
    avatar_url: expect.stringMatching(/./) as string,
    avatar_version: 1,
    profile_data: {},
    max_message_id: -1,
  })
})

test('an address is changed by nobody but its owner', async () => {
  const { call } = await startChat()
  const { status, json } = await call(OWNER, 'PATCH', `/users/${MEMBER}`, { new_email: 'mine@acme.test' })
  expect([status, json['msg']]).toEqual([400, 'User not authorized to change user emails'])
})

describe('the last owner', () => {
  test('stays one', async () => {
    const { call } = await startChat()
    const { json } = await call(OWNER, 'PATCH', `/users/${OWNER}`, { role: 200 })
    expect(json['msg']).toBe('The owner permission cannot be removed from the only organization owner.')
    expect((await call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 100 })).status).toBe(200)
    expect((await call(OWNER, 'PATCH', `/users/${OWNER}`, { role: 200 })).status).toBe(200)
    expect((await call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 400 })).status).toBe(400)
  })

  test('is never lost when two owners step down at once', async () => {
    const { core } = await startChat()
    await core.db.query('update user_account set role = 100 where id = $1', [MEMBER])
    const step = (user: number) => doUpdateUser(core, core.auth, user, { fullName: undefined, role: 400 })
    const results = await Promise.allSettled([step(OWNER), step(MEMBER)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await core.db.query('select from user_account where role = 100')).toHaveLength(1)
  })
})

test('whoever becomes a guest loses sight of what they are not subscribed to, and sees it again as a member', async () => {
  const { call, listen } = await startChat()
  await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }, { name: 'joined' }] })
  await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'joined' }] })
  const member = await listen(MEMBER, { event_types: ['stream'] })
  const names = async () =>
    ((await call(MEMBER, 'GET', '/streams')).json['streams'] as { name: string }[]).map((stream) => stream.name)
  await call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 600 })
  expect(await names()).toEqual(['joined'])
  expect(await member.events()).toMatchObject([{ type: 'stream', op: 'delete', streams: [{ name: 'open' }] }])
  await call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 400 })
  expect(await names()).toEqual(['open', 'joined'])
  expect(await member.events()).toMatchObject([{ type: 'stream', op: 'create', streams: [{ name: 'open' }] }])
})
