import { describe, expect, test } from 'vitest'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../server/features/chat-api.ts'
import { ask } from '../server/http/https-server.ts'
import { ApiClient } from '../support/api.ts'
import { createDataFolder, startHost } from '../support/host.ts'

/** As zulip-js sends a POST. */
function multipart(fields: Record<string, string>) {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return {
    method: 'POST',
    body: `${parts.join('')}--x--\r\n`,
    type: { 'content-type': 'multipart/form-data; boundary=x' },
  }
}

describe('parameters', () => {
  test('are JSON text in a form, plain text where they are texts, on any method', async () => {
    const { call } = await startChat()
    const subscriptions = '[{"name": "open"}]'
    expect((await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions })).status).toBe(200)
    expect((await call(OWNER, 'PATCH', `/users/${MEMBER}`, { full_name: 'true', role: '300' })).status).toBe(200)
    const { json } = await call(MEMBER, 'GET', `/users/${MEMBER}`)
    expect(json['user']).toMatchObject({ full_name: 'true', role: 300 })
    const left = await call(MEMBER, 'DELETE', '/users/me/subscriptions', { subscriptions: '["open"]' })
    expect(left.json).toMatchObject({ removed: ['open'] })
  })

  test('come as zulip-js sends them: multipart with POST, in the query string with PATCH and DELETE, null as a word', async () => {
    const chat = await startChat()
    const { type, ...post } = multipart({ event_types: 'null', fetch_event_types: '["muted_users"]' })
    const registered = await ask(chat, '/api/v1/register', { ...post, headers: { ...chat.headers(MEMBER), ...type } })
    expect(registered.json).toMatchObject({ muted_users: [], queue_id: expect.any(String) as string })
    const patched = await ask(chat, `/api/v1/users/${MEMBER}?full_name=Gr%C3%A4ce&role=300`, {
      method: 'PATCH',
      headers: chat.headers(OWNER),
    })
    expect(patched.status).toBe(200)
    expect((await chat.call(MEMBER, 'GET', `/users/${MEMBER}`)).json['user']).toMatchObject({ full_name: 'Gräce' })
    const ended = await ask(
      chat,
      `/api/v1/events?queue_id=${encodeURIComponent(registered.json['queue_id'] as string)}`,
      {
        method: 'DELETE',
        headers: chat.headers(MEMBER),
      },
    )
    expect(ended.json).toEqual({ result: 'success', msg: '' })
  })

  test('name a recipient by name, by id, or as JSON', async () => {
    const { call, core } = await startChat()
    await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
    const [stream] = await core.db.query<{ id: number }>('select id from stream')
    const send = async (type: string, to: string) =>
      (await call(MEMBER, 'POST', '/messages', { type, to, topic: 't', content: 'x' })).status
    for (const to of ['open', '"open"', '["open"]', String(stream?.id), `[${stream?.id}]`]) {
      expect(await send('stream', to), to).toBe(200)
    }
    for (const to of ['u4@acme.test', '["u4@acme.test"]', `[${OTHER}]`, 'u4@acme.test,u5@acme.test']) {
      expect(await send('private', to), to).toBe(200)
    }
  })

  test('that an endpoint does not know are told by name, and change nothing', async () => {
    const { call } = await startChat()
    const { json } = await call(OWNER, 'PATCH', `/users/${MEMBER}`, {
      full_name: 'Grace',
      is_owner: true,
      is_admin: true,
    })
    expect(json).toEqual({ result: 'success', msg: '', ignored_parameters_unsupported: ['is_admin', 'is_owner'] })
    const { json: after } = await call(MEMBER, 'GET', `/users/${MEMBER}`)
    expect(after['user']).toMatchObject({ email: 'u3@acme.test', is_admin: false })
  })

  test('that are too large for the database are the caller’s mistake', async () => {
    const { call } = await startChat()
    const typing = { type: 'stream', op: 'start', stream_id: 99_999_999_999, topic: 't' }
    const answers = [
      await call(MEMBER, 'POST', '/typing', typing),
      await call(MEMBER, 'POST', '/mark_stream_as_read', { stream_id: 99_999_999_999 }),
      await call(MEMBER, 'GET', '/messages', { narrow: [{ operator: 'stream', operand: 99_999_999_999 }] }),
    ]
    for (const { status, json } of answers) expect([status, json['result']]).toEqual([400, 'error'])
  })
})

describe('answers', () => {
  test('carry result and msg, and errors a code with the status that belongs to it', async () => {
    const chat = await startChat()
    const ok = await chat.call(MEMBER, 'GET', '/users/me')
    expect([ok.status, ok.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(ok.json).toMatchObject({ result: 'success', msg: '' })
    const errors = [
      await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'nowhere', topic: 't', content: 'x' }),
      await chat.call(MEMBER, 'POST', '/typing', { to: [OTHER] }),
      await chat.call(MEMBER, 'POST', '/typing', { op: 'start', to: '[' }),
      await chat.call(MEMBER, 'GET', '/events', { queue_id: 'gone', last_event_id: -1 }),
      await chat.call(MEMBER, 'DELETE', `/users/${OTHER}`),
      await chat.call(MEMBER, 'GET', '/nothing'),
    ]
    expect(errors.map(({ status, json: { msg, ...rest } }) => [status, typeof msg, rest])).toEqual([
      [400, 'string', { result: 'error', code: 'STREAM_DOES_NOT_EXIST', stream: 'nowhere' }],
      [400, 'string', { result: 'error', code: 'REQUEST_VARIABLE_MISSING', var_name: 'op' }],
      [400, 'string', { result: 'error', code: 'BAD_REQUEST' }],
      [400, 'string', { result: 'error', code: 'BAD_EVENT_QUEUE_ID', queue_id: 'gone' }],
      [400, 'string', { result: 'error', code: 'UNAUTHORIZED_PRINCIPAL' }],
      [404, 'string', { result: 'error', code: 'NOT_FOUND' }],
    ])
  })

  test('to strangers are 401 with a challenge and the reason', async () => {
    const chat = await startChat()
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
    const me = (headers: Record<string, string>, path = '/api/v1/users/me') => ask(chat, path, { headers })
    await chat.call(OWNER, 'DELETE', `/users/${GUEST}`)
    const answers = [
      await me({}),
      await me(basic('u3@acme.test:nonsense')),
      await me(basic(`u3@acme.test:${'A'.repeat(32)}`)),
      await me(chat.headers(GUEST) as Record<string, string>),
      await me({}, '/json/users/me'),
    ]
    expect(answers.map(({ status, json, headers }) => [status, json['code'], headers['www-authenticate']])).toEqual([
      [401, 'UNAUTHORIZED', 'Basic realm="zulip"'],
      [401, 'INVALID_API_KEY', 'Basic realm="zulip"'],
      [401, 'INVALID_API_KEY', 'Basic realm="zulip"'],
      [401, 'USER_DEACTIVATED', 'Basic realm="zulip"'],
      [401, 'UNAUTHORIZED', 'Session realm="zulip"'],
    ])
  })

  test('tell the rate limit, and when it is over', async () => {
    const chat = await startChat({ limits: () => ({ apiPerMinute: 2, socketsPerAddress: 100 }) })
    const first = await chat.call(MEMBER, 'GET', '/users/me')
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '1' })
    expect(Number(first.headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000 - 1)
    await chat.call(MEMBER, 'GET', '/users/me')
    const over = await chat.call(MEMBER, 'GET', '/users/me')
    expect([over.status, over.json['code'], over.headers['x-ratelimit-remaining']]).toEqual([
      429,
      'RATE_LIMIT_HIT',
      '0',
    ])
    expect(over.json['retry-after']).toBeGreaterThan(0)
    expect(Number(over.headers['retry-after'])).toBe(Math.ceil(over.json['retry-after'] as number))
    expect((await chat.call(OTHER, 'GET', '/users/me')).status).toBe(200)
  })

  test('of a queue come at once when the client does not want to wait', async () => {
    const { call } = await startChat()
    const { json } = await call(MEMBER, 'POST', '/register', { event_types: '["message"]' })
    const poll = { queue_id: json['queue_id'], last_event_id: json['last_event_id'], dont_block: true }
    expect((await call(MEMBER, 'GET', '/events', poll)).json).toMatchObject({ events: [] })
  })
})

describe('methods', () => {
  test('HEAD is GET without a body, OPTIONS tells what there is, and everything else is 405', async () => {
    const chat = await startChat()
    const headers = chat.headers(MEMBER)
    const head = await ask(chat, '/api/v1/users/me', { method: 'HEAD', headers })
    expect([head.status, head.text]).toEqual([200, ''])
    const options = await ask(chat, '/api/v1/user_groups', { method: 'OPTIONS' })
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS'])
    for (const method of ['POST', 'PUT', 'TRACE']) {
      const { status, json } = await ask(chat, '/api/v1/user_groups', { method, headers })
      expect([method, status, json['code']]).toEqual([method, 405, 'METHOD_NOT_ALLOWED'])
    }
  })

  test('can be named in the body of a POST', async () => {
    const chat = await startChat()
    const post = (user: number, path: string, form: Record<string, string>) =>
      ask(chat, `/api/v1${path}`, { form, headers: chat.headers(user) })
    const patched = await post(OWNER, `/users/${MEMBER}`, { method: 'PATCH', full_name: 'Grace' })
    expect(patched.json).toEqual({ result: 'success', msg: '' })
    expect((await post(MEMBER, '/users/u3@acme.test', { method: 'get' })).json['user']).toMatchObject({
      full_name: 'Grace',
    })
    expect((await post(MEMBER, `/users/me/muted_users/${OTHER}`, {})).status).toBe(200)
    expect((await post(MEMBER, `/users/me/muted_users/${OTHER}`, { method: 'DELETE' })).status).toBe(200)
    expect((await post(MEMBER, `/users/me/muted_users/${OTHER}`, { method: 'DELETE' })).json['msg']).toBe(
      'User is not muted',
    )
    for (const form of [{}, { method: 'PUT' }, { method: 'constructor' }]) {
      const refused = await post(OWNER, `/users/${MEMBER}`, form)
      expect([refused.status, refused.json['code']]).toEqual([405, 'METHOD_NOT_ALLOWED'])
      expect(refused.headers.allow).toBe('DELETE, GET, OPTIONS, PATCH')
    }
  })

  test('named in a GET change nothing (attack: a link that deletes)', async () => {
    const chat = await startChat()
    const { status } = await ask(chat, `/api/v1/users/${MEMBER}?method=DELETE`, { headers: chat.headers(OWNER) })
    expect(status).toBe(200)
    expect((await chat.call(MEMBER, 'GET', '/users/me')).status).toBe(200)
  })
})

describe('addresses', () => {
  test('may end with a slash, and have two', async () => {
    const { call } = await startChat()
    const expected = (await call(MEMBER, 'GET', '/users/me')).json
    for (const path of ['/users/me/', '//users//me', '//users/me//']) {
      expect((await call(MEMBER, 'GET', path)).json, path).toEqual(expected)
    }
    expect((await call(OWNER, 'PATCH', `/users/${MEMBER}/`, { full_name: 'Grace' })).status).toBe(200)
    expect((await call(OWNER, 'POST', `/users/${MEMBER}/`, { method: 'PATCH', full_name: 'Mary' })).status).toBe(200)
    expect((await call(MEMBER, 'GET', '/users/me/x/')).status).toBe(404)
  })

  test('have twins below /json for browsers, with cookie and token instead of a key', async () => {
    const chat = await startChat()
    const account = { email: 'eve@acme.test', full_name: 'Eve', password: 'correct horse battery' }
    await chat.call(OWNER, 'POST', '/users', account)
    const login = { username: account.email, password: account.password }
    const { json, headers } = await ask(chat, '/json/login', { form: login })
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const me = await ask(chat, '/json/users/me', { headers: { cookie } })
    expect(me.json).toMatchObject({ email: account.email })
    expect((await ask(chat, '/api/v1/users/me', { headers: { cookie } })).status).toBe(401)
    expect((await ask(chat, '/json/users/me', { headers: chat.headers(MEMBER) })).status).toBe(401)

    const typing = { op: 'start', to: `[${MEMBER}]` }
    const write = (more: Record<string, string>, form: Record<string, string> = typing, path = '/json/typing') =>
      ask(chat, path, { form, headers: { cookie, ...more } })
    expect((await write({})).json['code']).toBe('CSRF_FAILED')
    expect((await write({ 'x-csrftoken': json['csrf_token'] as string })).status).toBe(200)
    expect((await write({}, { ...typing, csrfmiddlewaretoken: json['csrf_token'] as string })).status).toBe(200)
    // An override is a write like any other.
    const leave = await write({}, { method: 'DELETE' }, '/json/users/me')
    expect(leave.json['code']).toBe('CSRF_FAILED')
    expect((await ask(chat, '/json/users/me', { headers: { cookie } })).status).toBe(200)
  })
})

test('a whole host tells its address under both of its names, also to who sends a key, and knows its people', async () => {
  const host = await startHost(createDataFolder())
  const ada = await ApiClient.login(host, 'ada@acme.test')
  const { body } = await ada.call('GET', '/server_settings')
  expect(body).toMatchObject({ realm_uri: host.url, realm_url: host.url, zulip_feature_level: 330 })
  const state = (await ada.call('POST', '/register', { event_types: null })).body
  expect(state).toMatchObject({ realm_url: host.url, realm_name: 'Acme', is_owner: true, zulip_merge_base: '10.0' })
  await ada.call('POST', '/users/me/presence', { status: 'active', ping_only: true })
  expect((await ada.call('GET', '/users/me/presence/')).status).toBe(400)
  expect((await ada.call('GET', '/users/1/presence')).body['presence']).toMatchObject({ website: { status: 'active' } })
  const grace = await ApiClient.login(host, 'grace@acme.test')
  expect((await ada.call('DELETE', '/users/2')).body.result).toBe('success')
  expect((await grace.call('GET', '/users/me')).body.code).toBe('USER_DEACTIVATED')
})
