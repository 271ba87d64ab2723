import { describe, expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const MODERATOR = OTHER
const ALL = [OWNER, ADMIN, MODERATOR, MEMBER, GUEST]

/** Whom of them the address of MEMBER is told to. */
async function seenBy({ call }: ChatApi): Promise<number[]> {
  const seen: number[] = []
  for (const viewer of ALL) {
    const { json } = await call(viewer, 'GET', `/users/${MEMBER}`)
    const { delivery_email } = json['user'] as { delivery_email: string | null }
    expect([null, 'u3@acme.test']).toContain(delivery_email)
    if (delivery_email !== null) seen.push(viewer)
  }
  return seen
}

async function hide({ call }: ChatApi, email_address_visibility: number): Promise<void> {
  expect((await call(MEMBER, 'PATCH', '/settings', { email_address_visibility })).status).toBe(200)
}

async function startOffice(): Promise<ChatApi> {
  const chat = await startChat()
  await chat.core.db.query('update user_account set role = 300 where id = $1', [MODERATOR])
  return chat
}

describe('an e-mail address', () => {
  test.for([
    [1, [OWNER, ADMIN, MODERATOR, MEMBER, GUEST]],
    [2, [OWNER, ADMIN, MODERATOR, MEMBER]],
    [3, [OWNER, ADMIN, MEMBER]],
    [4, [MEMBER]],
    [5, [OWNER, ADMIN, MODERATOR, MEMBER]],
  ] as const)('with the visibility %d is seen by these', async ([visibility, viewers]) => {
    const chat = await startOffice()
    await hide(chat, visibility)
    expect(await seenBy(chat)).toEqual(viewers)
  })

  test('that is hidden is in nothing that others can ask for, nor finds an account', async () => {
    const chat = await startOffice()
    const { call } = chat
    await call(MEMBER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'open' }],
      principals: [MEMBER, GUEST],
    })
    await call(MEMBER, 'GET', '/users/me')
    const typing = await chat.listen(GUEST, { event_types: ['typing', 'presence'] })
    await hide(chat, 4)
    await call(MEMBER, 'POST', '/typing', { op: 'start', to: [GUEST] })
    await call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'hello' })
    await call(MEMBER, 'POST', '/users/me/presence', { status: 'active', ping_only: true })
    const answers = [
      await typing.events(),
      (await chat.listen(GUEST)).state,
      (await call(GUEST, 'GET', '/users')).json,
      (await call(GUEST, 'GET', '/messages', { anchor: 'newest', num_before: 5, num_after: 0 })).json,
      (await call(GUEST, 'GET', '/realm/presence')).json,
    ]
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('u3@acme.test')
    expect(JSON.stringify(answers[2])).toContain('user3@hearth.invalid')
    const byAddress = await call(GUEST, 'GET', '/users/u3%40acme.test')
    expect([byAddress.status, byAddress.json['msg']]).toEqual([400, 'No such user'])
    expect((await call(GUEST, 'GET', '/users/u3%40acme.test/presence')).json['msg']).toBe('No such user')
    for (const dummy of ['user3%40hearth.invalid', 'User3%40chat.acme.test']) {
      expect((await call(GUEST, 'GET', `/users/${dummy}`)).json['user']).toMatchObject({ user_id: MEMBER })
    }
    expect((await call(GUEST, 'GET', '/users/user3%40other.test')).json['msg']).toBe('No such user')
  })

  test('that is hidden is still one’s own, and logs in', async () => {
    const chat = await startOffice()
    await hide(chat, 4)
    const me = await chat.call(MEMBER, 'GET', '/users/me')
    expect(me.json).toMatchObject({ email: 'user3@hearth.invalid', delivery_email: 'u3@acme.test' })
    const password = await chat.core.auth.preparePassword('a kettle for everyone')
    await chat.core.db.withTransaction((tx) => chat.core.auth.createCredential(tx, MEMBER, password))
    const form = { username: 'u3@acme.test', password: 'a kettle for everyone' }
    const { json } = await ask(chat, '/api/v1/fetch_api_key', { method: 'POST', form })
    expect(json).toMatchObject({ email: 'u3@acme.test', user_id: MEMBER, api_key: expect.any(String) as string })
  })

  test('that is hidden or shown is told to who gains or loses the sight of it', async () => {
    const chat = await startOffice()
    const types = { event_types: ['realm_user'] }
    const [admin, guest] = [await chat.listen(ADMIN, types), await chat.listen(GUEST, types)]
    const people = async (listener: typeof admin) => (await listener.events()).map((event) => event['person'])
    await hide(chat, 3)
    const renamed = { user_id: MEMBER, new_email: 'user3@hearth.invalid' }
    expect(await people(admin)).toEqual([renamed])
    expect(await people(guest)).toEqual([renamed, { user_id: MEMBER, delivery_email: null }])
    await chat.call(OWNER, 'PATCH', `/users/${GUEST}`, { role: 200 })
    expect((await people(guest)).slice(-1)).toEqual([{ user_id: MEMBER, delivery_email: 'u3@acme.test' }])
    await hide(chat, 1)
    expect((await people(guest)).slice(-1)).toEqual([{ user_id: MEMBER, new_email: 'u3@acme.test' }])
  })

  test('of a newcomer is hidden from the start where that is the default', async () => {
    const chat = await startOffice()
    await chat.call(OWNER, 'PATCH', '/realm/user_settings_defaults', { email_address_visibility: 3 })
    const types = { event_types: ['realm_user'] }
    const [admin, guest] = [await chat.listen(ADMIN, types), await chat.listen(GUEST, types)]
    const account = { email: 'new@acme.test', full_name: 'New', password: 'a kettle for everyone' }
    const { json } = await chat.call(OWNER, 'POST', '/users', account)
    const email = `user${json['user_id'] as number}@hearth.invalid`
    expect(await admin.events()).toMatchObject([{ op: 'add', person: { email, delivery_email: 'new@acme.test' } }])
    expect(await guest.events()).toMatchObject([{ op: 'add', person: { email, delivery_email: null } }])
  })
})
