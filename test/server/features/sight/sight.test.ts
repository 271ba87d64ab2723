import { expect, test } from 'vitest'
import type { ReadDb } from '../../../../server/db/database.ts'
import { Rule } from '../../../../server/features/sight/filter.ts'
import { contextOf } from '../../../../server/http/context.ts'
import { ask } from '../../http/https-server.ts'
import { APART, aims } from '../../permissions/values.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

/** A guest who reads one channel with MEMBER; OTHER is out of their sight, and is called like nobody else. */
async function reception() {
  const chat = await startChat()
  const { call, core } = chat
  const subscriptions = [{ name: 'reception' }]
  await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [MEMBER, GUEST] })
  await call(OWNER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['reception'] })
  await core.db.query(
    `update user_account set full_name = 'Canary', delivery_email = 'canary@acme.test',
       timezone = 'Antarctica/Troll' where id = $1`,
    [OTHER],
  )
  core.auth.forgetAll()
  const rows = await core.db.query<{ id: number; name: string }>('select id, name from user_group')
  const groups = new Map(rows.map(({ id, name }) => [name, id]))
  const limit = (group: string) =>
    call(ADMIN, 'PATCH', '/realm', { can_access_all_users_group: { new: groups.get(group) } })
  return { chat, limit }
}

/** What OTHER does that others hear of. */
async function live({ call }: ChatApi) {
  const as = (method: string, path: string, params = {}) => call(OTHER, method, path, params)
  await as('POST', '/users/me/presence', { status: 'active' })
  await as('POST', '/users/me/status', { status_text: 'canary status' })
  await as('PATCH', '/settings', { full_name: 'Canary Two', timezone: 'Antarctica/Vostok' })
  await as('POST', '/messages', { type: 'stream', to: 'reception', topic: 'soup', content: 'from outside' })
  await as('POST', '/typing', { op: 'start', type: 'stream', stream_id: 1, topic: 'soup' })
  await as('DELETE', '/users/me/subscriptions', { subscriptions: ['nowhere'] })
}

const HIDDEN = /canary|Antarctica|u4@acme/i

test('who is out of a guest’s sight is nobody to them, by whatever route or event', { timeout: 120_000 }, async () => {
  const { chat, limit } = await reception()
  expect(JSON.stringify((await chat.call(GUEST, 'GET', '/users')).json), 'the premise').toMatch(HIDDEN)
  const changed = await limit('role:members')
  expect(changed.json).toEqual({ result: 'success', msg: '' })
  const client_capabilities = { stream_typing_notifications: true }
  const today = await chat.listen(GUEST, {
    client_capabilities: { ...client_capabilities, user_list_incomplete: true },
  })
  const old = await chat.listen(GUEST, { client_capabilities })
  const member = await chat.listen(MEMBER, { client_capabilities })
  await live(chat)
  const heard = await member.events()
  expect(JSON.stringify(heard), 'the premise').toMatch(HIDDEN)
  for (const type of ['presence', 'user_status', 'realm_user', 'message', 'typing']) {
    expect(heard.map((event) => event.type)).toContain(type)
  }
  for (const listener of [today, old]) {
    expect(JSON.stringify(listener.state)).not.toMatch(HIDDEN)
    const events = await listener.events()
    expect(events.map(({ type }) => type)).toContain('message')
    expect(JSON.stringify(events)).not.toMatch(HIDDEN)
    const message = events.find(({ type }) => type === 'message')?.['message']
    expect(message).toMatchObject({ sender_id: OTHER, sender_full_name: 'Unknown user' })
  }
  const ids = (state: unknown) => (state as { user_id: number }[]).map(({ user_id }) => user_id)
  expect(ids(today.state['realm_users'])).toEqual([MEMBER, GUEST])
  expect(new Set(ids(old.state['realm_users']))).toEqual(new Set([OWNER, ADMIN, MEMBER, OTHER, GUEST]))

  const secrets = { stream: 1, message: 1, direct: 1, member: OTHER, hidden: OTHER, file: [] }
  for (const values of aims(secrets)) {
    for (const { operation, method, path, params } of contextOf(chat.app).endpoints) {
      if (APART.has(operation)) continue
      const address = path.replace(/:(\w+)/g, (_whole, name: string) => String(values[name] ?? OTHER))
      const given = Object.keys(params).filter((name) => values[name] !== undefined && !path.includes(`:${name}`))
      const form = Object.fromEntries(given.map((name) => [name, values[name]]))
      const { status, text } = await chat.call(GUEST, method, address.replaceAll('*', 'x'), form)
      expect(text, operation).not.toMatch(HIDDEN)
      expect(status, operation).toBeLessThan(500)
    }
  }
  for (const named of [OTHER, 'canary@acme.test', 'u4@acme.test']) {
    const { json } = await chat.call(GUEST, 'GET', `/users/${named}`)
    expect(json, String(named)).toMatchObject({ msg: 'No such user' })
  }
  const rendered = await chat.call(GUEST, 'POST', '/messages/render', {
    content: `@**|${OTHER}** @**Canary|${OTHER}** hi`,
  })
  expect(rendered.json['rendered'], 'a mention by id shows the name').not.toContain('data-user-id')
  const picture = await ask(chat, `/avatar/${OTHER}`, { headers: chat.headers(GUEST) })
  expect(picture.status, 'initials tell a name').toBe(404)
  const write = await chat.call(GUEST, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'who are you?' })
  expect(write.json['msg']).toBe('You do not have permission to access some of the recipients.')
  expect(JSON.stringify((await chat.call(GUEST, 'GET', '/users')).json), 'and still').not.toMatch(HIDDEN)
})

test('a guest types to nobody out of sight, and is told of nobody out of sight who is typed to', async () => {
  const { chat, limit } = await reception()
  await limit('role:members')
  const [other, member] = [await chat.listen(OTHER), await chat.listen(MEMBER)]
  const guest = await chat.listen(GUEST)
  const type = (user: number, to: number[]) => chat.call(user, 'POST', '/typing', { op: 'start', to })
  for (const to of [[OTHER], [MEMBER, OTHER]]) {
    expect((await type(GUEST, to)).json['msg']).toBe('You do not have permission to access some of the recipients.')
  }
  expect([await other.events(), await member.events()]).toEqual([[], []])

  await type(MEMBER, [OTHER, GUEST])
  expect(await other.events(), 'the premise').toMatchObject([{ type: 'typing' }])
  expect(await guest.events()).toEqual([])
  await type(MEMBER, [GUEST])
  expect(await guest.events()).toMatchObject([{ type: 'typing', op: 'start' }])
  await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER, GUEST], content: 'meet' })
  await guest.events()
  await type(MEMBER, [OTHER, GUEST])
  expect(await guest.events(), 'in sight by now').toMatchObject([{ type: 'typing', op: 'start' }])
})

test('sight comes with a shared channel or a conversation, goes with the channel, and is told of', async () => {
  const { chat, limit } = await reception()
  await limit('role:members')
  const guest = await chat.listen(GUEST, { client_capabilities: { user_list_incomplete: true } })
  const told = async () =>
    (await guest.events()).flatMap((event) => (event.type === 'realm_user' ? [[event['op'], event['person']]] : []))
  const subscriptions = [{ name: 'reception' }]
  await chat.call(OTHER, 'POST', '/users/me/subscriptions', { subscriptions })
  expect(await told()).toMatchObject([['add', { user_id: OTHER, full_name: 'Canary' }]])
  await chat.call(OTHER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['reception'] })
  expect(await told()).toEqual([['remove', { user_id: OTHER, full_name: 'Unknown user' }]])
  await chat.call(OTHER, 'POST', '/messages', { type: 'direct', to: [GUEST], content: 'hello' })
  expect(await told()).toMatchObject([['add', { user_id: OTHER, full_name: 'Canary' }]])
  const answer = { type: 'direct', to: [OTHER], content: 'hello to you' }
  expect((await chat.call(GUEST, 'POST', '/messages', answer)).status).toBe(200)
  await chat.call(OWNER, 'PATCH', `/users/${GUEST}`, { role: 400 })
  expect((await told()).filter(([op]) => op === 'add')).toMatchObject([
    ['add', { user_id: 1 }],
    ['add', { user_id: 2 }],
  ])

  await chat.call(OWNER, 'PATCH', `/users/${GUEST}`, { role: 600 })
  await told()
  await limit('role:everyone')
  expect(await told()).toMatchObject([
    ['add', { user_id: OWNER }],
    ['add', { user_id: ADMIN }],
  ])
})

test('two changes at once, each of which finds the sight that the other one ends, leave nobody untold', async () => {
  const { chat, limit } = await reception()
  const { call, core } = chat
  await call(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'cellar' }], principals: [GUEST] })
  await call(OTHER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'reception' }] })
  await limit('role:members')
  const guest = await chat.listen(GUEST, { client_capabilities: { user_list_incomplete: true } })
  const waiting = async () => {
    const sql = `select from pg_locks where locktype = 'advisory' and objid = 4844 and not granted
      and database = (select oid from pg_database where datname = current_database())`
    return (await core.db.query(sql)).length
  }
  const changes = await core.db.withTransaction(async (tx) => {
    await tx.query('select take_order()')
    const leaves = call(OTHER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['reception'] })
    await expect.poll(waiting).toBe(1)
    const comes = call(OTHER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'cellar' }] })
    await expect.poll(waiting).toBe(2)
    return [leaves, comes]
  })
  for (const { json } of await Promise.all(changes)) expect(json['result']).toBe('success')
  const people = (await guest.events()).filter(({ type }) => type === 'realm_user')
  expect(people.map((event) => [event['op'], event['person']])).toMatchObject([
    ['remove', { user_id: OTHER, full_name: 'Unknown user' }],
    ['add', { user_id: OTHER, full_name: 'Canary' }],
  ])
})

test('the rule is for guests alone, and is set by administrators', async () => {
  const { chat, limit } = await reception()
  expect((await limit('role:nobody')).json['msg']).toMatch(/must be 'role:everyone' or 'role:members'/)
  await limit('role:members')
  expect(JSON.stringify((await chat.call(MEMBER, 'GET', '/users')).json)).toMatch(HIDDEN)

  await limit('role:everyone')
  const { db, log } = chat.core
  const [hasRead, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow: ReadDb = {
    query: async (text, values) => {
      const rows = await db.query(text, values)
      hasRead.resolve()
      await goOn.promise
      return rows as never
    },
  }
  const rule = new Rule(slow, log)
  const reading = rule.read()
  await hasRead.promise
  await limit('role:members')
  goOn.resolve()
  expect([await reading, rule.known], 'read before the change').toEqual([true, true])
})
