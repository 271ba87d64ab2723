import { expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const OLD = 'correct horse battery staple'
const NEW = 'entirely different words here'

async function setPassword(chat: ChatApi, user: number): Promise<void> {
  const { auth, db } = chat.core
  const password = await auth.preparePassword(OLD)
  await db.query('update credential set password_hash = $2 where user_id = $1', [user, password.hash])
}
const login = (chat: ChatApi, username: string, password: string) =>
  ask(chat, '/api/v1/fetch_api_key', { method: 'POST', form: { username, password } })

test('everybody gives themselves another name', async () => {
  const chat = await startChat()
  const others = await chat.listen(OTHER)
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { full_name: '  Grace Hopper ' })
  expect(json).toEqual({ result: 'success', msg: '' })
  const person = { user_id: MEMBER, full_name: 'Grace Hopper' }
  expect(await others.events()).toMatchObject([{ type: 'realm_user', op: 'update', person }])
})

test.each([
  ['', 'Name too short!'],
  ['x'.repeat(101), 'Name too long!'],
  ['**all**', 'Invalid characters in name!'],
  ['Ada|7', 'Invalid format!'],
])('a name cannot be %j', async (name, msg) => {
  const chat = await startChat()
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { full_name: name })
  expect(json).toMatchObject({ code: 'BAD_REQUEST', msg })
})

test('where names are fixed, those of administrators are not', async () => {
  const chat = await startChat()
  await chat.call(OWNER, 'PATCH', '/realm', { name_changes_disabled: true })
  for (const user of [MEMBER, ADMIN]) await chat.call(user, 'PATCH', '/settings', { full_name: 'Changed' })
  const rows = await chat.core.db.query<{ id: number }>("select id from user_account where full_name = 'Changed'")
  expect(rows).toEqual([{ id: ADMIN }])
})

test('where names are unique, nobody takes that of somebody else', async () => {
  const chat = await startChat()
  await chat.call(OWNER, 'PATCH', '/realm', { require_unique_names: true })
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { full_name: 'user 4' })
  expect(json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Unique names required in this organization.' })
  const same = await chat.call(MEMBER, 'PATCH', '/settings', { full_name: 'USER 3' })
  expect(same.json['result']).toBe('success')
})

test('an address changes where that is allowed, and everybody is told', async () => {
  const chat = await startChat()
  const fixed = await chat.call(MEMBER, 'PATCH', '/settings', { email: 'new@acme.test' })
  expect(fixed.json).toMatchObject({ msg: 'Email address changes are disabled in this organization.' })
  await chat.call(OWNER, 'PATCH', '/realm', { email_changes_disabled: false })
  const others = await chat.listen(OTHER)
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { email: 'new@acme.test' })
  expect(json['result']).toBe('success')
  expect(await others.events()).toMatchObject([
    { type: 'realm_user', person: { user_id: MEMBER, delivery_email: 'new@acme.test' } },
    { type: 'realm_user', person: { user_id: MEMBER, new_email: 'new@acme.test' } },
  ])
  // The old address is no name of this key any more.
  expect((await chat.call(MEMBER, 'GET', '/users/me')).status).toBe(401)
})

test.each([
  ['U4@Acme.test', 'Already has an account.'],
  ['nobody', 'Invalid address.'],
])('an address cannot be %s', async (email, msg) => {
  const chat = await startChat()
  expect((await chat.call(ADMIN, 'PATCH', '/settings', { email })).json).toMatchObject({ msg })
})

test('a new password needs the old one, and only then is the one that counts', async () => {
  const chat = await startChat()
  await setPassword(chat, MEMBER)
  for (const old_password of ['guess', undefined]) {
    const { status, json } = await chat.call(MEMBER, 'PATCH', '/settings', { old_password, new_password: NEW })
    expect([status, json]).toMatchObject([400, { code: 'BAD_REQUEST', msg: 'Wrong password!' }])
  }
  const weak = await chat.call(MEMBER, 'PATCH', '/settings', { old_password: OLD, new_password: 'password1' })
  expect(weak.status).toBe(400)
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { old_password: OLD, new_password: NEW })
  expect(json).toEqual({ result: 'success', msg: '' })
  expect((await login(chat, 'u3@acme.test', OLD)).status).toBe(401)
  expect((await login(chat, 'u3@acme.test', NEW)).status).toBe(200)
})

test('a new password ends the sessions that others may have', async () => {
  const chat = await startChat()
  await setPassword(chat, MEMBER)
  await chat.core.db.query("insert into session (token_hash, user_id) values ('\\x00', $1)", [MEMBER])
  await chat.call(MEMBER, 'PATCH', '/settings', { old_password: OLD, new_password: NEW })
  expect(await chat.core.auth.listSessions(MEMBER)).toEqual([])
})

test('passwords cannot be guessed here either', async () => {
  const chat = await startChat()
  await setPassword(chat, MEMBER)
  let status = 0
  for (let attempt = 0; attempt < 30 && status !== 429; attempt++) {
    status = (await chat.call(MEMBER, 'PATCH', '/settings', { old_password: `guess${attempt}`, new_password: NEW }))
      .status
  }
  expect(status).toBe(429)
})
