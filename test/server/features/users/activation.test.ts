import { describe, expect, test } from 'vitest'
import { ADMIN, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

test('an account is closed by whatever it is called by', async () => {
  const { call } = await startChat()
  const close = async (named: string) => (await call(ADMIN, 'DELETE', `/users/${named}`)).json
  expect(await close(`user${MEMBER}@elsewhere.test`)).toMatchObject({ msg: 'No such user' })
  for (const named of [`user${MEMBER}@chat.acme.test`, `u${OTHER}@acme.test`, String(GUEST)]) {
    expect(await close(named), named).toMatchObject({ result: 'success' })
  }
  expect((await call(ADMIN, 'POST', `/users/${MEMBER}/reactivate`)).json).toMatchObject({ result: 'success' })
})

describe('a deactivated account', () => {
  test('is refused at once, by key, by session and by a poll that was open', async () => {
    const { call, listen, core } = await startChat()
    const member = await listen(MEMBER, { event_types: ['message'] })
    const open = member.wait()
    await core.db.withTransaction((tx) =>
      tx.query(`insert into session (token_hash, user_id) values ('\\x00', $1)`, [MEMBER]),
    )
    expect((await call(MEMBER, 'GET', '/users/me')).status).toBe(200)
    expect((await call(ADMIN, 'DELETE', `/users/${MEMBER}`)).json).toMatchObject({ result: 'success' })
    expect((await open).json).toMatchObject({ code: 'BAD_EVENT_QUEUE_ID' })
    const refused = await call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'still here' })
    expect([refused.status, refused.json['code']]).toEqual([401, 'USER_DEACTIVATED'])
    expect(await core.db.query('select from session')).toEqual([])
    expect(await core.db.query('select from event_queue where user_id = $1', [MEMBER])).toEqual([])
  })

  test('comes back to its streams; what was sent meanwhile is not unread', async () => {
    const { call, listen } = await startChat()
    for (const user of [MEMBER, OTHER]) {
      await call(user, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
    }
    const say = async (content: string) => {
      const { json } = await call(OTHER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content })
      return json['id'] as number
    }
    const before = await say('before')
    await call(ADMIN, 'DELETE', `/users/${MEMBER}`)
    await say('meanwhile')
    const others = await listen(OTHER, { event_types: ['realm_user', 'user_group'] })
    await call(ADMIN, 'POST', `/users/${MEMBER}/reactivate`)
    expect((await others.events()).map(({ type, op }) => [type, op])).toEqual([
      ['realm_user', 'update'],
      ['user_group', 'add_members'],
      ['user_group', 'add_members'],
    ])
    const after = await say('after')
    const { state } = await listen(MEMBER)
    expect(state['unread_msgs']).toMatchObject({ streams: [{ unread_message_ids: [before, after] }] })
    expect((state['subscriptions'] as { name: string }[]).map((s) => s.name)).toEqual(['open'])
  })

  test('is shown as such, and belongs to no group', async () => {
    const { call, listen } = await startChat()
    await call(ADMIN, 'POST', '/user_groups/create', { name: 'team', description: '', members: [MEMBER, OTHER] })
    await call(ADMIN, 'DELETE', `/users/${MEMBER}`)
    const { state } = await listen(OTHER, { fetch_event_types: ['realm_user', 'realm_user_groups'] })
    expect(state['realm_non_active_users']).toMatchObject([{ user_id: MEMBER, is_active: false }])
    const groups = state['realm_user_groups'] as { name: string; members: number[] }[]
    expect(groups.filter((group) => group.members.includes(MEMBER))).toEqual([])
    expect(groups.find((group) => group.name === 'team')?.members).toEqual([OTHER])
  })
})

describe('accounts are closed and opened', () => {
  test.for([
    ['a member', MEMBER, OTHER],
    ['a guest', GUEST, OTHER],
    ['an administrator, when it is an owner’s', ADMIN, OWNER],
  ] as const)('not by %s', async ([, actor, target]) => {
    const { call, core } = await startChat()
    const isActive = async () =>
      (await core.db.query<{ is_active: boolean }>('select is_active from user_account where id = $1', [target]))[0]
    expect((await call(actor, 'DELETE', `/users/${target}`)).status).toBe(400)
    expect(await isActive()).toEqual({ is_active: true })
    await core.db.query('update user_account set is_active = false where id = $1', [target])
    expect((await call(actor, 'POST', `/users/${target}/reactivate`)).status).toBe(400)
    expect(await isActive()).toEqual({ is_active: false })
  })

  test('by owners, also other owners’', async () => {
    const { call, core } = await startChat()
    await core.db.query('update user_account set role = 100 where id = $1', [OTHER])
    expect((await call(OWNER, 'DELETE', `/users/${OTHER}`)).status).toBe(200)
    expect((await call(OWNER, 'DELETE', `/users/${OWNER}`)).json['msg']).toBe(
      'Cannot deactivate the only organization owner',
    )
    expect((await call(OWNER, 'DELETE', '/users/999')).json['msg']).toBe('No such user')
  })

  test('by everybody for themselves, but for the last owner', async () => {
    const { call } = await startChat()
    expect((await call(GUEST, 'DELETE', '/users/me')).status).toBe(200)
    expect((await call(GUEST, 'GET', '/users/me')).json['code']).toBe('USER_DEACTIVATED')
    const last = await call(OWNER, 'DELETE', '/users/me')
    expect([last.status, last.json]).toEqual([
      400,
      {
        result: 'error',
        msg: 'Cannot deactivate the only organization owner',
        code: 'CANNOT_DEACTIVATE_LAST_USER',
        entity: 'organization owner',
        is_last_owner: true,
      },
    ])
  })
})

test('a comment on a deactivation is taken, though no mail is sent', async () => {
  const { call } = await startChat()
  const farewell = { deactivation_notification_comment: 'Farewell!' }
  expect((await call(OWNER, 'DELETE', `/users/${OTHER}`, farewell)).json).toEqual({ result: 'success', msg: '' })
})

test('a program that owns the organization is not its last owner', async () => {
  const { call, core } = await startChat()
  const { json } = await call(OWNER, 'POST', '/bots', { full_name: 'Helper', short_name: 'helper' })
  await call(OWNER, 'PATCH', `/bots/${json['user_id'] as number}`, { role: 100 })
  expect((await call(OWNER, 'DELETE', '/users/me')).json['code']).toBe('CANNOT_DEACTIVATE_LAST_USER')
  expect((await call(OWNER, 'PATCH', `/users/${OWNER}`, { role: 200 })).status).toBe(400)
  expect(await core.db.query('select from user_account where role = 100')).toHaveLength(2)
})
