import { describe, expect, test } from 'vitest'
import { ask, type Reply } from '../../http/https-server.ts'
import { basic } from '../auth/auth-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const HELPER = { full_name: 'Helper', short_name: 'helper' }
const HOOK = { full_name: 'Hook', short_name: 'hook', bot_type: 3, payload_url: '"https://hooks.acme.test/in"' }

interface Bot {
  readonly id: number
  readonly email: string
  readonly key: string
  readonly path: string
}

async function createBot({ call }: ChatApi, owner: number, params: Record<string, unknown> = HELPER): Promise<Bot> {
  const { status, json } = await call(owner, 'POST', '/bots', params)
  expect(status, JSON.stringify(json)).toBe(200)
  const id = json['user_id'] as number
  const email = `${params['short_name'] as string}-bot@chat.acme.test`
  return { id, email, key: json['api_key'] as string, path: `/bots/${id}` }
}

function as(
  chat: ChatApi,
  { email, key }: Pick<Bot, 'email' | 'key'>,
  method: string,
  path: string,
  form = {},
): Promise<Reply> {
  return ask(chat, `/api/v1${path}`, { method, form, ...basic(email, key) })
}

describe('a bot', () => {
  test('is made by a member, told to everybody, its key only to who administers it', async () => {
    const chat = await startChat()
    const types = { event_types: ['realm_user', 'realm_bot'] }
    const owner = await chat.listen(MEMBER, types)
    const admin = await chat.listen(ADMIN, types)
    const other = await chat.listen(OTHER, types)
    const bot = await createBot(chat, MEMBER)
    const shown = {
      user_id: bot.id,
      email: bot.email,
      full_name: 'Helper',
      bot_type: 1,
      is_active: true,
      api_key: bot.key,
      owner_id: MEMBER,
      services: [],
      default_sending_stream: null,
      default_events_register_stream: null,
      default_all_public_streams: false,
      avatar_url: expect.stringMatching(/^\/avatar\//) as string,
    }
    const person = { type: 'realm_user', op: 'add', person: { is_bot: true, bot_type: 1, bot_owner_id: MEMBER } }
    const added = { type: 'realm_bot', op: 'add', bot: shown, id: expect.any(Number) as number }
    for (const listener of [owner, admin]) {
      const events = (await listener.events()).filter((event) => event.type !== 'user_group')
      expect(events).toMatchObject([person, { type: 'realm_bot' }])
      expect(events[1]).toEqual(added)
    }
    expect(await other.events()).toMatchObject([person])
    const stateOf = async (user: number) => (await chat.listen(user, types)).state['realm_bots']
    expect([await stateOf(MEMBER), await stateOf(OTHER), await stateOf(GUEST)]).toEqual([[shown], [], []])
    const { json } = await chat.call(MEMBER, 'GET', '/bots')
    expect(json['bots']).toMatchObject([{ username: bot.email, full_name: 'Helper', api_key: bot.key }])
    expect((await chat.call(ADMIN, 'GET', '/bots')).json['bots']).toEqual([])
    // The log, which anybody with the database's files can read, holds no key.
    expect(await chat.core.db.query('select from event where payload::text like $1', [`%${bot.key}%`])).toEqual([])
  })

  test('writes and reads by its key, and has neither bots nor people nor a password', async () => {
    const chat = await startChat()
    const bot = await createBot(chat, MEMBER)
    const sent = await as(chat, bot, 'POST', '/messages', { type: 'direct', to: `[${MEMBER}]`, content: 'hello' })
    expect(sent.status).toBe(200)
    expect((await as(chat, bot, 'GET', '/users/me')).json).toMatchObject({ user_id: bot.id, is_bot: true })
    const refusal = 'This endpoint does not accept bot requests.'
    expect((await as(chat, bot, 'POST', '/bots', { full_name: 'B', short_name: 'b' })).json['msg']).toBe(refusal)
    expect((await as(chat, bot, 'GET', '/bots')).json['msg']).toBe(refusal)
    expect((await as(chat, bot, 'DELETE', '/users/me')).json['msg']).toBe(refusal)
    await chat.core.db.query('update user_account set role = 200 where id = $1', [bot.id])
    chat.core.auth.forget(bot.id)
    const person = { email: 'x@acme.test', password: 'correct horse battery', full_name: 'X' }
    expect((await as(chat, bot, 'POST', '/users', person)).json['msg']).toBe('User not authorized to create users')
    expect((await as(chat, bot, 'GET', `${bot.path}/api_key`)).json['msg']).toBe('Insufficient permission')
    for (const password of ['', bot.key]) {
      const form = { username: bot.email, password }
      const { json } = await ask(chat, '/api/v1/fetch_api_key', { method: 'POST', form })
      expect(json['code'], password).toBe('AUTHENTICATION_FAILED')
    }
  })

  test('is changed by its owner with an event for each property', async () => {
    const chat = await startChat()
    await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
    const hook = await createBot(chat, MEMBER, HOOK)
    const owner = await chat.listen(MEMBER, { event_types: ['realm_bot'] })
    const service = { service_payload_url: '"https://hooks.acme.test/out"', service_interface: 2 }
    const changed = await chat.call(MEMBER, 'PATCH', hook.path, {
      full_name: 'Outgoing',
      default_sending_stream: 'open',
      default_all_public_streams: true,
      ...service,
    })
    expect(changed.json).toMatchObject({
      full_name: 'Outgoing',
      default_sending_stream: 'open',
      default_events_register_stream: null,
      default_all_public_streams: true,
      service_interface: 2,
      service_payload_url: 'https://hooks.acme.test/out',
      config_data: {},
      bot_owner: 'u3@acme.test',
    })
    expect((await owner.events()).map((event) => event['bot'])).toEqual([
      { user_id: hook.id, full_name: 'Outgoing' },
      { user_id: hook.id, default_sending_stream: 'open' },
      { user_id: hook.id, default_all_public_streams: true },
      {
        user_id: hook.id,
        services: [
          { base_url: 'https://hooks.acme.test/out', interface: 2, token: expect.stringMatching(/^\w{32}$/) as string },
        ],
      },
    ])
    expect(
      (await chat.call(MEMBER, 'PATCH', hook.path, { default_sending_stream: '' })).json['default_sending_stream'],
    ).toBeNull()
  })

  test('is given to somebody else, who alone keeps seeing its key beside administrators', async () => {
    const chat = await startChat()
    const bot = await createBot(chat, MEMBER)
    const types = { event_types: ['realm_bot', 'realm_user'] }
    const [before, after] = [await chat.listen(MEMBER, types), await chat.listen(OTHER, types)]
    expect((await chat.call(MEMBER, 'PATCH', bot.path, { bot_owner_id: OTHER })).json['bot_owner']).toBe('u4@acme.test')
    const told = { type: 'realm_user', op: 'update', person: { user_id: bot.id, bot_owner_id: OTHER } }
    expect(await before.events()).toMatchObject([told, { type: 'realm_bot', op: 'delete', bot: { user_id: bot.id } }])
    expect((await after.events())[1]).toMatchObject({ op: 'add', bot: { user_id: bot.id, api_key: bot.key } })
    expect((await chat.call(MEMBER, 'GET', `${bot.path}/api_key`)).json['msg']).toBe('Insufficient permission')
    expect((await chat.call(OTHER, 'GET', `${bot.path}/api_key`)).json['api_key']).toBe(bot.key)
  })

  test('gets a new key, and the old one is refused at once', async () => {
    const chat = await startChat()
    const bot = await createBot(chat, MEMBER)
    expect((await as(chat, bot, 'GET', '/users/me')).status).toBe(200)
    const admin = await chat.listen(ADMIN, { event_types: ['realm_bot'] })
    const key = (await chat.call(MEMBER, 'POST', `${bot.path}/api_key/regenerate`)).json['api_key'] as string
    expect((await as(chat, bot, 'GET', '/users/me')).json['code']).toBe('INVALID_API_KEY')
    expect((await as(chat, { ...bot, key }, 'GET', '/users/me')).status).toBe(200)
    expect((await admin.events()).map((event) => event['bot'])).toEqual([{ user_id: bot.id, api_key: key }])
  })

  test('ends with its owner’s account, at once, and comes back when it is opened again', async () => {
    const chat = await startChat()
    const bot = await createBot(chat, MEMBER)
    expect((await as(chat, bot, 'POST', '/register')).status).toBe(200)
    const other = await chat.listen(ADMIN, { event_types: ['realm_user', 'realm_bot'] })
    await chat.call(ADMIN, 'DELETE', `/users/${MEMBER}`)
    const change = (id: number, is_active: boolean) => ({ user_id: id, is_active })
    expect((await other.events()).map((event) => event['person'] ?? event['bot'])).toEqual([
      change(MEMBER, false),
      change(bot.id, false),
      change(bot.id, false),
    ])
    expect((await as(chat, bot, 'GET', '/users/me')).json['code']).toBe('USER_DEACTIVATED')
    expect(await chat.core.db.query('select from event_queue where user_id = $1', [bot.id])).toEqual([])
    await chat.call(ADMIN, 'POST', `/users/${MEMBER}/reactivate`)
    expect((await as(chat, bot, 'GET', '/users/me')).json['code'], 'not by itself').toBe('USER_DEACTIVATED')
    expect((await chat.call(MEMBER, 'POST', `/users/${bot.id}/reactivate`)).status).toBe(200)
    expect((await as(chat, bot, 'GET', '/users/me')).status).toBe(200)
    expect((await chat.call(MEMBER, 'DELETE', bot.path)).status).toBe(200)
    expect((await as(chat, bot, 'GET', '/users/me')).json['code']).toBe('USER_DEACTIVATED')
  })

  test('never stays more than its owner, whose rights were taken', async () => {
    const chat = await startChat()
    const bot = await createBot(chat, ADMIN)
    expect((await chat.call(ADMIN, 'PATCH', bot.path, { role: 200 })).status).toBe(200)
    await as(chat, bot, 'GET', '/users/me')
    await chat.call(OWNER, 'PATCH', `/users/${ADMIN}`, { role: 400 })
    expect((await as(chat, bot, 'GET', '/users/me')).json).toMatchObject({ role: 400, is_admin: false })
  })
})

describe('bots are refused', () => {
  test.for([
    ['by a guest', GUEST, HELPER, 'Not allowed for guest users'],
    ['with an embedded program', MEMBER, { ...HELPER, bot_type: 4 }, 'Embedded bots are not enabled.'],
    ['of no type', MEMBER, { ...HELPER, bot_type: 9 }, 'Invalid bot type'],
    ['posting in no form', MEMBER, { ...HOOK, interface_type: 3 }, 'Invalid interface type'],
    ['posting to no address', MEMBER, { ...HOOK, payload_url: '"file:///etc/passwd"' }, 'payload_url is not a URL'],
    ['with a name of markup', MEMBER, { ...HELPER, full_name: '**x**' }, 'Invalid characters in name!'],
    ['with an address of two', MEMBER, { ...HELPER, short_name: 'a@b' }, 'Bad name or username'],
    ['for a stream out of sight', MEMBER, { ...HELPER, default_sending_stream: 'gone' }, "Invalid channel name 'gone'"],
  ] as const)('%s', async ([, actor, params, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(actor, 'POST', '/bots', params)
    expect([status, json['msg']]).toEqual([400, msg])
  })

  test('twice under one name or address, also in other letters', async () => {
    const chat = await startChat()
    await createBot(chat, MEMBER)
    const msg = async (params: object) =>
      (await chat.call(OTHER, 'POST', '/bots', { ...HELPER, ...params })).json['msg']
    expect(await msg({ full_name: 'Another', short_name: 'HELPER' })).toBe('Username already in use')
    expect(await msg({ full_name: 'HELPER', short_name: 'another' })).toBe('Name is already in use!')
  })

  test('where only administrators may have them', async () => {
    const { call, core } = await startChat()
    const set = (policy: number) =>
      core.db.query(
        `update organization set settings = settings || jsonb_build_object('bot_creation_policy', $1::int)`,
        [policy],
      )
    const make = async (user: number, short_name: string, bot_type: number) =>
      (await call(user, 'POST', '/bots', { full_name: short_name, short_name, bot_type })).status
    await set(2)
    expect([await make(MEMBER, 'a', 1), await make(MEMBER, 'b', 2)]).toEqual([400, 200])
    await set(3)
    expect([await make(MEMBER, 'c', 2), await make(ADMIN, 'd', 1)]).toEqual([400, 200])
  })

  test('to who neither owns nor administers them, in whatever way they are asked for', async () => {
    const chat = await startChat()
    const { call } = chat
    const bot = await createBot(chat, MEMBER)
    const attempts = [
      await call(OTHER, 'PATCH', bot.path, { full_name: 'Mine' }),
      await call(OTHER, 'PATCH', bot.path, { bot_owner_id: OTHER }),
      await call(GUEST, 'GET', `${bot.path}/api_key`),
      await call(OTHER, 'POST', `${bot.path}/api_key/regenerate`),
      await call(OTHER, 'DELETE', bot.path),
      await call(MEMBER, 'PATCH', bot.path, { role: 200 }),
    ]
    for (const { status, json } of attempts) expect([status, json['msg']]).toEqual([400, 'Insufficient permission'])
    expect((await call(ADMIN, 'PATCH', bot.path, { role: 100 })).json['msg']).toBe('Must be an organization owner')
    expect((await call(ADMIN, 'GET', '/bots/3/api_key')).json['msg'], 'of a person').toBe('No such bot')
    expect((await call(ADMIN, 'DELETE', `/users/${bot.id}`)).json['msg']).toBe('No such user')
    // An owner's bot is an owner's key.
    await call(OWNER, 'PATCH', bot.path, { role: 100 })
    expect((await call(ADMIN, 'GET', `${bot.path}/api_key`)).json['msg']).toBe('Insufficient permission')
    expect((await chat.listen(ADMIN, { fetch_event_types: ['realm_bot'] })).state['realm_bots']).toEqual([])
  })

  test.for([
    [999, 'Failed to change owner, no such user'],
    [GUEST, 'Failed to change owner, user is deactivated'],
    [6, "Failed to change owner, bots can't own other bots"],
  ] as const)('to the owner %d', async ([bot_owner_id, msg]) => {
    const chat = await startChat()
    const bot = await createBot(chat, MEMBER)
    expect(bot.id).toBe(6)
    await chat.call(ADMIN, 'DELETE', `/users/${GUEST}`)
    expect((await chat.call(MEMBER, 'PATCH', bot.path, { bot_owner_id })).json['msg']).toBe(msg)
  })
})

test('one’s own key is renewed; the password stays', async () => {
  const chat = await startChat()
  await chat.core.db.query(`update credential set password_hash = 'kept' where user_id = $1`, [MEMBER])
  const key = (await chat.call(MEMBER, 'POST', '/users/me/api_key/regenerate')).json['api_key'] as string
  expect((await chat.call(MEMBER, 'GET', '/users/me')).json['code']).toBe('INVALID_API_KEY')
  expect((await as(chat, { email: 'u3@acme.test', key }, 'GET', '/users/me')).status).toBe(200)
  expect(await chat.core.db.query('select password_hash from credential where user_id = $1', [MEMBER])).toEqual([
    { password_hash: 'kept' },
  ])
})

test('a program keeps texts of its own, up to a limit, and nobody else sees them', async () => {
  const { call } = await startChat()
  const storage = { seen: '7', 'other key': '' }
  expect((await call(MEMBER, 'PUT', '/bot_storage', { storage })).status).toBe(200)
  expect((await call(MEMBER, 'PUT', '/bot_storage', { storage: { seen: '8' } })).status).toBe(200)
  expect((await call(MEMBER, 'GET', '/bot_storage')).json['storage']).toEqual({ ...storage, seen: '8' })
  expect((await call(MEMBER, 'GET', '/bot_storage', { keys: ['seen'] })).json['storage']).toEqual({ seen: '8' })
  expect((await call(OTHER, 'GET', '/bot_storage')).json['storage']).toEqual({})
  for (const method of ['GET', 'DELETE']) {
    const { json } = await call(MEMBER, method, '/bot_storage', { keys: ['seen', 'nothing'] })
    expect(json['msg']).toBe('Key does not exist.')
  }
  const half = 'x'.repeat(400_000)
  expect((await call(MEMBER, 'PUT', '/bot_storage', { storage: { a: half } })).status).toBe(200)
  await call(MEMBER, 'PUT', '/bot_storage', { storage: { b: half } })
  const over = await call(MEMBER, 'PUT', '/bot_storage', { storage: { c: half } })
  expect(over.json['msg']).toMatch(/^Request exceeds storage limit/)
  await call(MEMBER, 'DELETE', '/bot_storage', { keys: ['a', 'b'] })
  expect((await call(MEMBER, 'GET', '/bot_storage')).json['storage']).toEqual({ ...storage, seen: '8' })
  await call(MEMBER, 'DELETE', '/bot_storage')
  expect((await call(MEMBER, 'GET', '/bot_storage')).json['storage']).toEqual({})
})
