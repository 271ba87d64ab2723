import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { endpoint } from '../../../server/contract/endpoint.ts'
import { mount, mountOpen } from '../../../server/http/mount.ts'
import { ADA, ask, exchange, startHttps } from './https-server.ts'

const read = endpoint({ operation: 'read', method: 'GET', path: '/thing', access: 'user', params: {} })
const write = endpoint({ operation: 'write', method: 'POST', path: '/thing', access: 'user', params: {} })
const open = endpoint({ operation: 'open', method: 'POST', path: '/open', access: 'anyone', params: {} })

function things() {
  const seen = { writes: 0 }
  const add = (app: FastifyInstance) => {
    mount(app, read, (_params, { actor }) => ({ id: actor.id }))
    mount(app, write, () => ({ writes: ++seen.writes }))
    mountOpen(app, open, () => ({ writes: ++seen.writes }))
  }
  return { seen, add }
}

const COOKIE = { cookie: 'other=1; __Host-hearth-abc123=ada-session' }
const TOKEN = { 'x-csrftoken': 'ada-csrf' }

describe('a caller', () => {
  test('without credentials is told so in Zulip’s words, with a challenge that fits', async () => {
    const server = await startHttps(things().add)
    const api = await ask(server, '/api/v1/thing')
    expect([api.status, api.headers['www-authenticate']]).toEqual([401, 'Basic realm="zulip"'])
    expect(api.json).toEqual({
      result: 'error',
      msg: 'Not logged in: API authentication or user session required',
      code: 'UNAUTHORIZED',
    })
    const json = await ask(server, '/json/thing')
    expect([json.status, json.headers['www-authenticate']]).toEqual([401, 'Session realm="zulip"'])
  })

  test('with an API key is not read as one with a session, nor the other way round', async () => {
    const server = await startHttps(things().add)
    expect((await ask(server, '/api/v1/thing', { headers: { authorization: ADA } })).json['id']).toBe(7)
    expect((await ask(server, '/json/thing', { headers: COOKIE })).json['id']).toBe(7)
    expect((await ask(server, '/api/v1/thing', { headers: COOKIE })).status).toBe(401)
    expect((await ask(server, '/json/thing', { headers: { authorization: ADA } })).status).toBe(401)
  })
})

describe('a write with a session cookie (attack: cross-site request forgery)', () => {
  type Row = [string, (host: string) => Record<string, string>, Record<string, string> | undefined, number]
  const form = { csrfmiddlewaretoken: 'ada-csrf' }
  test.for<Row>([
    ['succeeds with the token in a header', () => TOKEN, undefined, 200],
    ['succeeds with the token in the form', () => ({}), form, 200],
    ['succeeds from the own origin', (host) => ({ ...TOKEN, origin: `https://${host}` }), undefined, 200],
    ['succeeds same-origin', () => ({ ...TOKEN, 'sec-fetch-site': 'same-origin' }), undefined, 200],
    ['fails without a token', () => ({}), undefined, 403],
    ['fails with a wrong token', () => ({ 'x-csrftoken': 'ada-csrg' }), undefined, 403],
    ['fails with an empty token', () => ({ 'x-csrftoken': '' }), form, 403],
    ['fails with a wrong token in the form', () => ({}), { csrfmiddlewaretoken: 'x' }, 403],
    ['fails from another origin', () => ({ ...TOKEN, origin: 'https://evil.test' }), undefined, 403],
    ['fails from a page without origin', () => ({ ...TOKEN, origin: 'null' }), undefined, 403],
    ['fails from another port of this host', () => ({ ...TOKEN, origin: 'https://localhost:1' }), undefined, 403],
    ['fails from http on this host', (host) => ({ ...TOKEN, origin: `http://${host}` }), undefined, 403],
    ['fails cross-site', () => ({ ...TOKEN, 'sec-fetch-site': 'cross-site' }), undefined, 403],
    ['fails from a sibling name', () => ({ ...TOKEN, 'sec-fetch-site': 'same-site' }), undefined, 403],
  ])('%s', async ([, headers, fields, status]) => {
    const { seen, add } = things()
    const server = await startHttps(add)
    const o = { method: 'POST', headers: { ...COOKIE, ...headers(server.host) }, ...(fields ? { form: fields } : {}) }
    const answer = await ask(server, '/json/thing', o)
    expect(answer.status).toBe(status)
    expect(seen.writes).toBe(status === 200 ? 1 : 0)
    if (status === 403) expect(answer.json['code']).toBe('CSRF_FAILED')
  })

  test('that needs no login is refused from another origin too (attack: login forgery)', async () => {
    const { seen, add } = things()
    const server = await startHttps(add)
    const foreign = await ask(server, '/json/open', { method: 'POST', headers: { origin: 'https://evil.test' } })
    expect([foreign.status, seen.writes]).toEqual([403, 0])
    expect((await ask(server, '/json/open', { method: 'POST' })).status).toBe(200)
  })

  test('in text/plain, which needs no preflight, is refused', async () => {
    const { seen, add } = things()
    const server = await startHttps(add)
    const o = { method: 'POST', body: '{"a":1}', headers: { ...COOKIE, 'content-type': 'text/plain' } }
    expect((await ask(server, '/json/thing', o)).status).toBe(415)
    expect(seen.writes).toBe(0)
  })
})

describe('host names (attack: DNS rebinding)', () => {
  test.for([
    ['localhost', 200],
    ['LOCALHOST.:8443', 200],
    ['127.0.0.1:9', 200],
    ['chat.acme.test', 200],
    ['evil.test', 421],
    ['localhost.evil.test', 421],
    ['chat.acme.test@evil.test', 421],
    ['chat.acme.test:x', 421],
    ['[::1]', 421],
  ] as const)('%s is answered with %i', async ([host, status]) => {
    const server = await startHttps(things().add)
    const answer = await ask(server, '/api/v1/thing', { headers: { host, authorization: ADA } })
    expect(answer.status).toBe(status)
    for (const path of ['/', '/nothing', '/health/live', '/api/v1/%E0%A4%A']) {
      if (status === 421) expect((await ask(server, path, { headers: { host } })).json['code']).toBe('HOST_NOT_ALLOWED')
    }
  })

  test('of an IPv6 address are known with brackets', async () => {
    const server = await startHttps(things().add, { hosts: () => ['::1'] })
    expect((await ask(server, '/health/live', { headers: { host: '[::1]:8443' } })).status).toBe(200)
  })

  test('in an absolute-form target must be own ones too', async () => {
    const server = await startHttps(things().add)
    const get = (target: string) =>
      exchange(server, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    expect(await get('https://localhost/health/live')).toMatch(/^HTTP\/1.1 200/)
    expect(await get('https://evil.test/health/live')).toMatch(/^HTTP\/1.1 421/)
    expect(await get('http://localhost/health/live')).toMatch(/^HTTP\/1.1 421/)
    expect(await get('https://localhost@evil.test/health/live')).toMatch(/^HTTP\/1.1 421/)
  })

  test('are taken from the list of the moment', async () => {
    let hosts = ['localhost']
    const server = await startHttps(things().add, { hosts: () => hosts })
    const status = async () => (await ask(server, '/health/live', { headers: { host: 'new.test' } })).status
    expect(await status()).toBe(421)
    hosts = ['localhost', 'new.test']
    expect(await status()).toBe(200)
    hosts = ['localhost']
    expect(await status()).toBe(421)
  })
})

describe('every answer', () => {
  const ofData = {
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  }
  const ofPages = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': expect.stringMatching(
      /^default-src 'self'; script-src 'self'; .*frame-ancestors 'none'/,
    ),
  }

  test.for([
    ['GET', '/'],
    ['GET', '/api/v1/thing'],
    ['GET', '/api/v1/nothing'],
    ['DELETE', '/api/v1/thing'],
    ['OPTIONS', '/api/v1/thing'],
    ['TRACE', '/'],
    ['POST', '/json/thing'],
    ['GET', '/health/live'],
    ['GET', '/api/v1/%ff'],
  ] as const)('carries the security headers: %s %s', async ([method, path]) => {
    const server = await startHttps(things().add)
    const answer = await ask(server, path, { method })
    expect(answer.headers).toMatchObject(/^\/(api|json)\//.test(path) ? ofData : ofPages)
    if (path.startsWith('/api') && answer.text) expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['server']).toBeUndefined()
    expect(answer.headers['x-powered-by']).toBeUndefined()
  })

  test('asks for HTTPS in future under a real name, not under localhost, where it would break other servers', async () => {
    const server = await startHttps(things().add)
    const hsts = async (host: string) =>
      (await ask(server, '/health/live', { headers: { host } })).headers['strict-transport-security']
    expect(await hsts('chat.acme.test')).toBe('max-age=31536000')
    expect(await hsts('localhost')).toBeUndefined()
    const { headers } = await ask(server, '/api/v1/thing', { headers: { host: 'chat.acme.test' } })
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('to what is not HTTP carries them too', async () => {
    const server = await startHttps(things().add)
    const answer = await exchange(server, 'nonsense\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*content-security-policy: default-src[\s\S]*"code":"BAD_REQUEST"/)
  })
})

describe('requests that two readers could understand differently (attack: smuggling)', () => {
  const head = 'POST /api/v1/thing HTTP/1.1\r\nHost: localhost\r\n'
  test.for<[string, string, number?]>([
    ['Content-Length and Transfer-Encoding', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`],
    ['a folded header', `${head}X-A: b\r\n c: d\r\n\r\n`],
    ['a space before the colon', `${head}Content-Length : 5\r\n\r\nhello`],
    ['an unknown coding', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['an empty host', 'GET /health/live HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n', 421],
    ['no host', 'GET /health/live HTTP/1.1\r\n\r\n'],
  ])('are refused: %s', async ([, bytes, status = 400]) => {
    const server = await startHttps(things().add)
    expect(await exchange(server, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('are refused with headers beyond the limit', async () => {
    const server = await startHttps(things().add)
    const long = `GET /?${'x'.repeat(200_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    expect(await exchange(server, long)).toMatch(/^HTTP\/1.1 431 /)
  })
})

describe('the rate limit', () => {
  const limited = { limits: () => ({ apiPerMinute: 3, socketsPerAddress: 100 }) }

  test('counts an account’s calls and tells so in Zulip’s headers', async () => {
    const server = await startHttps(things().add, limited)
    const call = () => ask(server, '/api/v1/thing', { headers: { authorization: ADA } })
    const first = await call()
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2' })
    const reset = Number(first.headers['x-ratelimit-reset']) - Date.now() / 1000
    expect(reset).toBeGreaterThan(15)
    expect(reset).toBeLessThan(25)
    await call()
    await call()
    const hit = await call()
    expect([hit.status, hit.headers['x-ratelimit-remaining']]).toEqual([429, '0'])
    expect(hit.json).toMatchObject({ code: 'RATE_LIMIT_HIT', 'retry-after': expect.any(Number) })
    expect(Number(hit.headers['retry-after'])).toBe(Math.ceil(Number(hit.json['retry-after'])))
  })

  test('counts strangers by address, wrong keys among them, and leaves accounts alone', async () => {
    const server = await startHttps(things().add, limited)
    const wrong = () => ask(server, '/api/v1/thing', { headers: { authorization: 'Basic eDp5' } })
    const begun = Date.now()
    let wrongs = 0
    while ((await wrong()).status === 401) wrongs += 1
    expect((await wrong()).status).toBe(429)
    expect(wrongs).toBeGreaterThanOrEqual(15)
    // One more every four seconds.
    expect(wrongs).toBeLessThanOrEqual(15 + Math.ceil((Date.now() - begun) / 4_000))
    expect((await ask(server, '/api/v1/thing', { headers: { authorization: ADA } })).status).toBe(200)
  })

  test('is off at 0', async () => {
    const server = await startHttps(things().add)
    const answer = await ask(server, '/api/v1/thing', { headers: { authorization: ADA } })
    expect(answer.headers['x-ratelimit-limit']).toBeUndefined()
  })
})
