import { describe, expect, test } from 'vitest'
import { doReactivateRealm } from '../../../../server/features/organization/index.ts'
import { findDue } from '../../../../server/features/scheduled-messages/repository.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const groupIds = async (chat: ChatApi) => {
  const rows = await chat.core.db.query<{ id: number; name: string }>('select id, name from user_group')
  return new Map(rows.map((row) => [row.name, row.id]))
}

describe('the organization', () => {
  test('is renamed and described by administrators, and everybody is told', async () => {
    const chat = await startChat()
    const others = await chat.listen(GUEST)
    const { json } = await chat.call(ADMIN, 'PATCH', '/realm', { name: 'Acme Ltd', description: 'makes everything' })
    expect(json).toEqual({ result: 'success', msg: '' })
    expect(await others.events()).toMatchObject([
      { type: 'realm', op: 'update', property: 'name', value: 'Acme Ltd' },
      { type: 'realm', op: 'update', property: 'description', value: 'makes everything' },
    ])
    expect((await chat.listen(OTHER)).state).toMatchObject({ realm_name: 'Acme Ltd' })
  })

  test('has rules that hold at once', async () => {
    const chat = await startChat()
    const others = await chat.listen(OTHER)
    const rules = { allow_message_editing: false, message_content_edit_limit_seconds: 'unlimited' }
    await chat.call(ADMIN, 'PATCH', '/realm', { ...rules, message_content_delete_limit_seconds: 60 })
    const update_dict = { type: 'realm', op: 'update_dict', property: 'default' }
    expect(await others.events()).toMatchObject([
      { ...update_dict, data: { allow_message_editing: false } },
      { type: 'realm', op: 'update', property: 'message_content_delete_limit_seconds', value: 60 },
      { ...update_dict, data: { message_content_edit_limit_seconds: null } },
    ])
    expect((await chat.listen(OTHER)).state).toMatchObject({
      realm_allow_message_editing: false,
      realm_message_content_edit_limit_seconds: null,
    })
  })

  test.each([
    [{ name: '' }, 'name cannot be blank'],
    [{ name: 'x'.repeat(41) }, 'name is too long (limit: 40 characters)'],
    [{ default_language: 'klingonisch' }, 'Invalid default_language'],
    [{ default_code_block_language: '<b>' }, 'Invalid default_code_block_language'],
    [{ message_content_edit_limit_seconds: 0 }, 'message_content_edit_limit_seconds is too small'],
    [{ org_type: 7 }, 'Invalid org_type'],
    [{ org_type: 110 }, 'Invalid org_type'],
    [{ emails_restricted_to_domains: true }, 'Add a domain before you restrict the organization to its domains'],
  ])('cannot be %j', async (wanted, msg) => {
    const chat = await startChat()
    expect((await chat.call(OWNER, 'PATCH', '/realm', wanted)).json).toMatchObject({ code: 'BAD_REQUEST', msg })
  })

  test('is changed by nobody below an administrator, and who comes in is for owners to decide', async () => {
    const chat = await startChat()
    for (const user of [MEMBER, GUEST]) {
      const { json } = await chat.call(user, 'PATCH', '/realm', { name: 'Mine' })
      expect(json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL', msg: 'Must be an organization administrator' })
    }
    const members = (await groupIds(chat)).get('role:members')
    const change = { can_invite_users_group: { new: members } }
    const denied = await chat.call(ADMIN, 'PATCH', '/realm', change)
    expect(denied.json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL', msg: 'Must be an organization owner' })
    expect((await chat.call(OWNER, 'PATCH', '/realm', change)).json['result']).toBe('success')
  })
})

describe('a permission', () => {
  test('is given to some people and a group, and holds', async () => {
    const chat = await startChat()
    const owners = (await groupIds(chat)).get('role:owners') ?? 0
    const others = await chat.listen(OTHER)
    const value = { direct_members: [MEMBER], direct_subgroups: [owners] }
    await chat.call(OWNER, 'PATCH', '/realm', { can_create_groups: { new: value } })
    expect(await others.events()).toMatchObject([
      { type: 'realm', op: 'update_dict', data: { can_create_groups: value } },
    ])
    expect((await chat.listen(OTHER)).state).toMatchObject({ realm_can_create_groups: value })
    const group = (name: string) => ({ name, description: '', members: [] })
    expect((await chat.call(MEMBER, 'POST', '/user_groups/create', group('a'))).json['result']).toBe('success')
    expect((await chat.call(OTHER, 'POST', '/user_groups/create', group('b'))).json['result']).toBe('error')
  })

  test('decides who deletes what', async () => {
    const chat = await startChat()
    const send = { type: 'direct', to: [MEMBER, OTHER], content: 'hello' }
    const { json } = await chat.call(OTHER, 'POST', '/messages', send)
    const remove = async () => (await chat.call(MEMBER, 'DELETE', `/messages/${json['id']}`)).json['result']
    expect(await remove()).toBe('error')
    const value = { direct_members: [MEMBER], direct_subgroups: [] }
    await chat.call(OWNER, 'PATCH', '/realm', { can_delete_any_message_group: { new: value } })
    expect(await remove()).toBe('success')
  })

  test.each([
    ['can_create_groups', 'role:everyone', "'can_create_groups' setting cannot be set to 'role:everyone' group."],
    ['can_create_groups', 'role:nobody', "'can_create_groups' setting cannot be set to 'role:nobody' group."],
    ['can_delete_own_message_group', undefined, 'Invalid user group'],
  ])('%s cannot be %s', async (name, group, msg) => {
    const chat = await startChat()
    const id = group === undefined ? 9999 : (await groupIds(chat)).get(group)
    const { json } = await chat.call(OWNER, 'PATCH', '/realm', { [name]: { new: id } })
    expect(json).toMatchObject({ code: 'BAD_REQUEST', msg })
  })

  test('does not change when it is not what the caller believes', async () => {
    const chat = await startChat()
    const ids = await groupIds(chat)
    const change = { new: ids.get('role:owners'), old: ids.get('role:owners') }
    const { json } = await chat.call(OWNER, 'PATCH', '/realm', { can_manage_all_groups: change })
    expect(json).toMatchObject({ code: 'EXPECTATION_MISMATCH' })
  })
})

describe('domains', () => {
  test('are added, changed and removed by administrators, and everybody is told', async () => {
    const chat = await startChat()
    const others = await chat.listen(OTHER)
    const domain = { domain: 'acme.test', allow_subdomains: false }
    await chat.call(ADMIN, 'POST', '/realm/domains', { ...domain, domain: 'ACME.test' })
    const again = await chat.call(ADMIN, 'POST', '/realm/domains', domain)
    expect(again.json['msg']).toBe('The domain acme.test is already a part of your organization.')
    await chat.call(ADMIN, 'PATCH', '/realm/domains/acme.test', { allow_subdomains: true })
    const domains = [{ domain: 'acme.test', allow_subdomains: true }]
    expect((await chat.call(OTHER, 'GET', '/realm/domains')).json['domains']).toEqual(domains)
    expect((await chat.listen(OTHER)).state['realm_domains']).toEqual(domains)
    await chat.call(ADMIN, 'DELETE', '/realm/domains/acme.test')
    expect(await others.events()).toMatchObject([
      { type: 'realm_domains', op: 'add', realm_domain: domain },
      { type: 'realm_domains', op: 'change', realm_domain: domains[0] },
      { type: 'realm_domains', op: 'remove', domain: 'acme.test' },
    ])
    for (const method of ['PATCH', 'DELETE']) {
      const gone = await chat.call(ADMIN, method, '/realm/domains/acme.test', { allow_subdomains: true })
      expect(gone.json['msg']).toBe('No entry found for domain acme.test.')
    }
  })

  test('decide who may come, once the organization is restricted to them; the last takes the restriction along', async () => {
    const chat = await startChat()
    await chat.call(ADMIN, 'POST', '/realm/domains', { domain: 'acme.test', allow_subdomains: false })
    await chat.call(ADMIN, 'PATCH', '/realm', { emails_restricted_to_domains: true })
    const join = async (email: string) => {
      const person = { email, full_name: 'New', password: 'correct horse battery staple' }
      return (await chat.call(ADMIN, 'POST', '/users', person)).json['result']
    }
    for (const email of ['a@evil.test', 'b@sub.acme.test', 'c@notacme.test', 'd+e@acme.test']) {
      expect(await join(email)).toBe('error')
    }
    expect(await join('f@acme.test')).toBe('success')
    await chat.call(ADMIN, 'PATCH', '/realm/domains/acme.test', { allow_subdomains: true })
    expect(await join('g@sub.acme.test')).toBe('success')
    expect(await join('h@notacme.test')).toBe('error')
    await chat.call(ADMIN, 'DELETE', '/realm/domains/acme.test')
    expect((await chat.listen(OTHER)).state['realm_emails_restricted_to_domains']).toBe(false)
  })

  test.each(['localhost', 'a b.test', '-a.test', 'a..test', '<b>.test'])('cannot be %s', async (domain) => {
    const chat = await startChat()
    const { json } = await chat.call(ADMIN, 'POST', '/realm/domains', { domain, allow_subdomains: false })
    expect(json['msg']).toContain('Invalid domain')
  })

  test.each([
    ['POST', '/realm/domains', { domain: 'a.test' }],
    ['PATCH', '/realm/domains/a.test', {}],
    ['DELETE', '/realm/domains/a.test', {}],
  ])('%s %s is for administrators', async (method, path, params) => {
    const chat = await startChat()
    const { json } = await chat.call(MEMBER, method, path, { ...params, allow_subdomains: true })
    expect(json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL' })
  })
})

describe('a closed organization', () => {
  test('tells everybody, ends sessions and queues, lets nobody in, and opens again as it was', async () => {
    const chat = await startChat()
    const { call, core } = chat
    const invite = (await call(OWNER, 'POST', '/invites/multiuse', {})).json['invite_link'] as string
    const member = await chat.listen(MEMBER)
    const waiting = [member.wait(), (await chat.listen(GUEST)).wait()]
    const cookie = await chat.cookie(OTHER)
    expect((await ask(chat, '/json/users/me', { headers: { cookie } })).status, 'the premise').toBe(200)
    for (const user of [ADMIN, MEMBER, GUEST]) {
      const { json } = await call(user, 'POST', '/realm/deactivate')
      expect(json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL', msg: 'Must be an organization owner' })
    }
    const refused = await call(OWNER, 'POST', '/realm/deactivate', { deletion_delay_days: 3 })
    expect(refused.json['msg']).toBe('Data of a deactivated organization is kept on this server')

    expect((await call(OWNER, 'POST', '/realm/deactivate')).json).toEqual({ result: 'success', msg: '' })
    for (const { json } of await Promise.all(waiting)) {
      expect(json['events']).toMatchObject([{ type: 'realm', op: 'deactivated', realm_id: 1 }])
    }
    const closed = { code: 'REALM_DEACTIVATED', msg: 'This organization is deactivated' }
    const login = { username: 'u1@acme.test', password: 'x' }
    for (const reply of [
      await call(OWNER, 'GET', '/users/me'),
      await ask(chat, '/json/users/me', { headers: { cookie } }),
      await ask(chat, '/api/v1/fetch_api_key', { form: login }),
      await ask(chat, '/json/login', { form: login }),
      await ask(chat, `/json${new URL(invite).pathname}`),
      await ask(chat, `/avatar/${OWNER}`, { headers: chat.headers(OWNER) }),
      await ask(chat, '/user_uploads/temporary/x/y'),
    ]) {
      expect([reply.status, reply.json]).toMatchObject([401, closed])
    }
    expect((await ask(chat, '/api/v1/server_settings')).json['realm_name']).toBe('Acme')
    expect(await core.db.query('select id from event_queue union all select user_agent from session')).toEqual([])

    await doReactivateRealm(core)
    expect((await call(MEMBER, 'GET', '/users/me')).status).toBe(200)
    expect((await ask(chat, '/json/users/me', { headers: { cookie } })).status, 'a session of before').toBe(401)
    expect((await member.wait()).json['code']).toBe('BAD_EVENT_QUEUE_ID')
  })

  test('stays closed for a host that starts, and sends nothing that was scheduled', async () => {
    const { call, core } = await startChat()
    await core.db.query(
      `insert into scheduled_message (user_id, recipients, content, rendered, deliver_at, client)
       values ($1, $2, 'soup', 'soup', now(), 'test')`,
      [MEMBER, [OTHER]],
    )
    expect(await findDue(core.db, 10), 'the premise').toHaveLength(1)
    // As another host left it: nothing has been asked of this one yet.
    await core.db.query('update organization set deactivated_at = now()')
    expect((await call(MEMBER, 'GET', '/users/me')).json).toMatchObject({ code: 'REALM_DEACTIVATED' })
    expect(await findDue(core.db, 10)).toEqual([])
  })
})
