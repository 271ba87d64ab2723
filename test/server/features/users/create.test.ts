import { expect, test } from 'vitest'
import { readUserSettings } from '../../../../server/features/user-settings/index.ts'
import { ADMIN, GUEST, MEMBER, startChat } from '../chat-api.ts'

const NEW = { email: 'new@acme.test', full_name: 'Nadia Neumann', password: 'a kettle for everyone' }

test('an account is not made with a password that is easy to guess, or an address that no mail goes to', async () => {
  const { call, core } = await startChat()
  for (const password of ['password', 'nadia neumann', 'new@acme.test', 'acme2024', 'short']) {
    const refused = await call(ADMIN, 'POST', '/users', { ...NEW, password })
    expect(refused.json, password).toMatchObject({
      code: 'BAD_REQUEST',
      msg: expect.stringMatching(/^The password is/),
    })
  }
  // Beyond what an index takes: was an error of ours.
  const label = 'x'.repeat(60)
  const email = `a@${Array(70).fill(label).join('.')}.test`
  expect((await call(ADMIN, 'POST', '/users', { ...NEW, email })).status).toBe(400)
  expect(await core.db.query('select from user_account where id > 5')).toEqual([])
  expect((await call(ADMIN, 'POST', '/users', NEW)).status).toBe(200)
})

test('an account is made by administrators alone, once an address', async () => {
  const { call } = await startChat()
  for (const user of [MEMBER, GUEST]) {
    const { status, json } = await call(user, 'POST', '/users', NEW)
    expect([status, json['code'], json['msg']]).toEqual([400, 'BAD_REQUEST', 'User not authorized to create users'])
  }
  const made = await call(ADMIN, 'POST', '/users', NEW)
  expect(made.json).toEqual({ result: 'success', msg: '', user_id: 6 })
  const again = await call(ADMIN, 'POST', '/users', { ...NEW, email: 'NEW@acme.test' })
  expect([again.status, again.json['msg']]).toEqual([400, "Email 'NEW@acme.test' already in use"])
})

test('a new account is subscribed to the default streams', async () => {
  const { call } = await startChat()
  await call(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'all' }, { name: 'other' }] })
  expect((await call(ADMIN, 'POST', '/default_streams', { stream_id: 1 })).status).toBe(200)
  const { json } = await call(ADMIN, 'POST', '/users', NEW)
  for (const [stream, is_subscribed] of [
    [1, true],
    [2, false],
  ] as const) {
    const status = await call(ADMIN, 'GET', `/users/${json['user_id'] as number}/subscriptions/${stream}`)
    expect(status.json['is_subscribed']).toBe(is_subscribed)
  }
})

test('a new account speaks the organization’s language; those that are there keep theirs', async () => {
  const { call, core } = await startChat()
  const create = async (email: string) => {
    const { json } = await call(ADMIN, 'POST', '/users', { ...NEW, email })
    const id = json['user_id'] as number
    return async () => (await readUserSettings(core.db, [id])).get(id)
  }
  const before = await create('first@acme.test')
  await call(ADMIN, 'PATCH', '/realm', { default_language: 'de' })
  await call(ADMIN, 'PATCH', '/realm/user_settings_defaults', { enter_sends: false })
  const after = await create('next@acme.test')
  expect(await before()).toMatchObject({ default_language: 'en', enter_sends: true })
  expect(await after()).toMatchObject({ default_language: 'de', enter_sends: false })
})
