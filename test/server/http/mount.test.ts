import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint, json } from '../../../server/contract/endpoint.ts'
import { ApiError } from '../../../server/contract/errors.ts'
import { type Call, RawFields } from '../../../server/http/call.ts'
import { mount, mountOpen } from '../../../server/http/mount.ts'
import { ADA, ask, startHttps } from './https-server.ts'

const user = { authorization: ADA }

const params = {
  content: z.string().min(1).max(20),
  to: json(z.array(z.int())).optional(),
  note: z.string().optional(),
}
const send = endpoint({ operation: 'echo', method: 'POST', path: '/echo', access: 'user', params })
const echo = (app: FastifyInstance) => mount(app, send, (values) => ({ values }))

describe('parameters', () => {
  const at = { content: 'hi', to: '[1,2]' }
  const values = { content: 'hi', to: [1, 2] }

  test('are read from forms, multipart, JSON and the query string alike', async () => {
    const server = await startHttps(echo)
    const type = (value: string) => ({ ...user, 'content-type': value })
    const part = (name: string, text: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
    const file = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nfile\r\n'
    const multipart = `${part('content', 'hi')}${file}${part('to', '[1,2]')}--x--\r\n`
    const answers = await Promise.all([
      ask(server, '/api/v1/echo', { form: at, headers: user }),
      ask(server, '/api/v1/echo', {
        method: 'POST',
        body: multipart,
        headers: type('multipart/form-data; boundary=x'),
      }),
      ask(server, '/api/v1/echo', { method: 'POST', body: JSON.stringify(values), headers: type('application/json') }),
      ask(server, '/api/v1/echo?content=hi&to=%5B1%2C2%5D', { method: 'POST', headers: user }),
    ])
    for (const answer of answers) expect(answer.json).toEqual({ result: 'success', msg: '', values })
  })

  test.for(['GET', 'PATCH', 'PUT', 'DELETE'] as const)('are read from a form sent with %s', async (method) => {
    const server = await startHttps((app) => mount(app, { ...send, method }, (given) => ({ values: given })))
    const answer = await ask(server, '/api/v1/echo', { method, form: at, headers: user })
    expect(answer.json['values']).toEqual(values)
  })

  test('in the path cannot be replaced by others of the same name, and the body wins over the query string', async () => {
    const show = endpoint({
      operation: 'show',
      method: 'POST',
      path: '/things/:id',
      access: 'user',
      params: { id: z.string(), color: z.string() },
    })
    const server = await startHttps((app) => mount(app, show, (given) => ({ values: given })))
    const answer = await ask(server, '/api/v1/things/5?id=6&color=red', {
      form: { id: '7', color: 'blue' },
      headers: user,
    })
    expect(answer.json['values']).toEqual({ id: '5', color: 'blue' })
  })

  test('that nobody asked for are named, common ones are not', async () => {
    const server = await startHttps(echo)
    const form = { content: 'hi', zebra: '1', apple: '2', client: 'me', csrfmiddlewaretoken: 'x' }
    const answer = await ask(server, '/api/v1/echo', { form, headers: user })
    expect(answer.json['ignored_parameters_unsupported']).toEqual(['apple', 'zebra'])
  })

  test.for<[string, Record<string, string>, string, string]>([
    ['missing', {}, 'REQUEST_VARIABLE_MISSING', "Missing 'content' argument"],
    ['too long', { content: 'x'.repeat(21) }, 'BAD_REQUEST', 'content is too long (limit: 20 characters)'],
    ['blank', { content: '' }, 'BAD_REQUEST', 'content cannot be blank'],
    ['not JSON', { content: 'a', to: '[1' }, 'BAD_REQUEST', 'to is not valid JSON'],
    ['of a wrong type', { content: 'a', to: '{}' }, 'BAD_REQUEST', 'to is not a list'],
    ['of a wrong inner type', { content: 'a', to: '[1,"b"]' }, 'BAD_REQUEST', 'to[1] is not a number'],
    ['with a null byte', { content: 'a\0' }, 'BAD_REQUEST', 'content must not contain null bytes'],
    ['with a null character in JSON', { content: 'a', to: '["\\u0000"]' }, 'BAD_REQUEST', 'to is not valid JSON'],
  ])('that are %s are refused in Zulip’s words', async ([, form, code, msg]) => {
    const server = await startHttps(echo)
    const answer = await ask(server, '/api/v1/echo', { form, headers: user })
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({ result: 'error', code, msg })
    if (code === 'REQUEST_VARIABLE_MISSING') expect(answer.json['var_name']).toBe('content')
  })

  test.for([
    ['application/json', '{"content":{"$ne":""}}', 'content is not a string'],
    ['application/json', '{"content":["a"]}', 'content is not a string'],
    ['application/json', '{"content":null}', 'content is not a string'],
    ['application/x-www-form-urlencoded', 'content[$ne]=', 'content is not a string'],
    ['application/x-www-form-urlencoded', 'content[]=a&content=b', 'content is not a string'],
    ['application/x-www-form-urlencoded', 'content=a&content=b', "Argument 'content' was given more than once"],
  ])('cannot be objects or lists where text is expected: %s %s', async ([type = '', body = '', msg]) => {
    const server = await startHttps(echo)
    const answer = await ask(server, '/api/v1/echo', {
      method: 'POST',
      body,
      headers: { ...user, 'content-type': type },
    })
    expect(answer.status).toBe(400)
    expect(answer.json['msg']).toBe(msg)
  })

  test.for([
    ['application/x-www-form-urlencoded', 'content=hi&__proto__=x&constructor=y'],
    ['application/x-www-form-urlencoded', 'content=hi&to={"__proto__":{"polluted":1}}'],
    ['application/json', '{"content":"hi","__proto__":{"polluted":"1"}}'],
    ['application/json', '{"content":"hi","to":{"\\u005f_proto__":{"polluted":"1"}}}'],
  ])('named __proto__ change nothing: %s %s', async ([type = '', body = '']) => {
    const server = await startHttps(echo)
    const answer = await ask(server, '/api/v1/echo', {
      method: 'POST',
      body,
      headers: { ...user, 'content-type': type },
    })
    expect(answer.status).toBeLessThan(500)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(answer.text).not.toContain('polluted')
  })

  test('named __proto__ inside JSON are refused, as a text that word is fine', async () => {
    const map = { map: json(z.record(z.string(), z.string())) }
    const server = await startHttps((app) => mount(app, { ...send, params: map }, (values) => ({ values })))
    const post = (text: string) => ask(server, '/api/v1/echo', { form: { map: text }, headers: user })
    for (const key of ['__proto__', '\\u005f_proto__', '__pr\\u006Fto__']) {
      expect((await post(`{"${key}" : "x"}`)).json['msg']).toBe('map is not valid JSON')
    }
    expect((await post('{"a":"__proto__"}')).json['values']).toEqual({ map: { a: '__proto__' } })
  })

  test.for<[string, string | Buffer, number, string]>([
    ['application/json', '{"content":', 400, 'INVALID_JSON'],
    ['application/json', '["hi"]', 400, 'INVALID_JSON'],
    ['text/plain', '{"content":"hi"}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/x-www-form-urlencoded; charset=utf-16', 'content=hi', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['nonsense', 'content=hi', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/x-www-form-urlencoded', Buffer.from([0x63, 0x3d, 0xff]), 400, 'BAD_REQUEST'],
    ['application/x-www-form-urlencoded', 'content=%zz', 400, 'BAD_REQUEST'],
    ['application/x-www-form-urlencoded', 'content=%ff', 400, 'BAD_REQUEST'],
    ['multipart/form-data', 'content=hi', 400, 'BAD_REQUEST'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="content"\r\n\r\nhi',
      400,
      'BAD_REQUEST',
    ],
    ['application/x-www-form-urlencoded', `content=${'x'.repeat(1024 * 1024)}`, 413, 'PAYLOAD_TOO_LARGE'],
  ])('in a bad body are refused in JSON: %s', async ([type, body, status, code]) => {
    const server = await startHttps(echo)
    const answer = await ask(server, '/api/v1/echo', {
      method: 'POST',
      body,
      headers: { ...user, 'content-type': type },
    })
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ result: 'error', code })
  })
})

describe('answers', () => {
  const get = endpoint({ operation: 'get', method: 'GET', path: '/thing', access: 'user', params: {} })

  test('may be serialized already, and carry ignored parameters all the same', async () => {
    const server = await startHttps((app) => mount(app, get, () => new RawFields('"a":1')))
    expect((await ask(server, '/api/v1/thing', { headers: user })).text).toBe('{"result":"success","msg":"","a":1}')
    const ignored = await ask(server, '/api/v1/thing?x=1', { headers: user })
    expect(ignored.text).toBe('{"result":"success","msg":"","a":1,"ignored_parameters_unsupported":["x"]}')
  })

  test('of 2 kB and more are compressed when the caller accepts that, smaller ones are not', async () => {
    const server = await startHttps((app) => mount(app, get, () => ({ text: 'hello '.repeat(1000) })))
    const packed = await ask(server, '/api/v1/thing', { headers: { ...user, 'accept-encoding': 'deflate, gzip' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.headers.vary).toBe('Accept-Encoding')
    expect(gunzipSync(packed.bytes).toString()).toContain('hello hello')
    expect(packed.bytes.length).toBeLessThan(500)
    const refused = await ask(server, '/api/v1/thing', { headers: { ...user, 'accept-encoding': 'gzip;q=0' } })
    expect(refused.headers['content-encoding']).toBeUndefined()
  })

  test.for([5, 1_000_000])('to HEAD have headers only, for %i characters', async (length) => {
    const server = await startHttps((app) => mount(app, get, () => ({ text: 'x'.repeat(length) })))
    const answer = await ask(server, '/api/v1/thing', { method: 'HEAD', headers: user })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(length)
  })

  test('tell the errors of actions with their fields, and nothing of unexpected ones', async () => {
    const fail = { ...get, path: '/fail' }
    const logged: object[] = []
    const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => logged.push(fields), child: () => log }
    const server = await startHttps(
      (app) => {
        mount(app, get, async () => {
          throw new ApiError('STREAM_DOES_NOT_EXIST', 'No such stream', { stream: 'x' })
        })
        mount(app, fail, () => {
          throw new Error('secret detail')
        })
      },
      { log },
    )
    const known = await ask(server, '/api/v1/thing', { headers: user })
    expect(known.json).toEqual({ result: 'error', msg: 'No such stream', code: 'STREAM_DOES_NOT_EXIST', stream: 'x' })
    const unknown = await ask(server, '/api/v1/fail?password=canary', { headers: user })
    expect([unknown.status, unknown.text]).toEqual([
      500,
      '{"result":"error","msg":"Internal server error","code":"INTERNAL_ERROR"}',
    ])
    expect(logged).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toContain('canary')
  })

  test('say when the database is away, so that clients try again', async () => {
    const server = await startHttps((app) =>
      mount(app, get, () => {
        throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
      }),
    )
    expect((await ask(server, '/api/v1/thing', { headers: user })).status).toBe(503)
  })
})

describe('calls', () => {
  const get = endpoint({ operation: 'get', method: 'GET', path: '/thing', access: 'user', params: {} })
  const seen = async (headers: Record<string, string>, path = '/api/v1/thing') => {
    let call: Call | undefined
    const server = await startHttps((app) =>
      mount(app, get, (_params, given) => {
        call = given
        return { client: given.client, ip: given.ip, isSession: given.isSession }
      }),
    )
    const { json } = await ask(server, path, { headers })
    return { call, json }
  }

  test('carry the account, the client’s name and the address', async () => {
    const { call, json } = await seen({ ...user, 'user-agent': 'ZulipPython/0.9.1 (Linux)' })
    expect(call?.actor.email).toBe('ada@acme.test')
    expect(json).toMatchObject({ client: 'ZulipPython', ip: '127.0.0.1', isSession: false })
  })

  test('name a browser “website”, and whatever the client parameter says before all', async () => {
    const browser = { ...user, 'user-agent': 'Mozilla/5.0 (X11)' }
    expect((await seen(browser)).json['client']).toBe('website')
    expect((await seen(browser, '/api/v1/thing?client=bot')).json['client']).toBe('bot')
  })

  test('tell their handler when the caller goes away', async () => {
    let aborted: Promise<void> | undefined
    const started = Promise.withResolvers<void>()
    const server = await startHttps((app) =>
      mount(app, get, async (_params, call) => {
        aborted = new Promise((resolve) => call.onGone(resolve))
        started.resolve()
        await aborted
        return {}
      }),
    )
    const { request } = await import('node:https')
    const headers = { ...user, host: server.host }
    const outgoing = request({ port: server.port, path: '/api/v1/thing', headers, rejectUnauthorized: false })
    outgoing.on('error', () => undefined)
    outgoing.end()
    await started.promise
    outgoing.destroy()
    await aborted
  })
})

describe('addresses', () => {
  const open = endpoint({ operation: 'open', method: 'GET', path: '/open', access: 'anyone', params: {} })
  const both = (app: FastifyInstance) => {
    mountOpen(app, open, (_params, { actor }) => ({ actor: actor?.id ?? null }))
    echo(app)
  }

  test('may have doubled slashes', async () => {
    const server = await startHttps(both)
    expect((await ask(server, '/api/v1//open')).status).toBe(200)
  })

  test('unknown, or with a wrong method, are told apart', async () => {
    const server = await startHttps(both)
    const unknown = await ask(server, '/api/v1/nothing', { headers: user })
    expect([unknown.status, unknown.json['code']]).toEqual([404, 'NOT_FOUND'])
    const wrong = await ask(server, '/api/v1/open', { method: 'DELETE' })
    expect([wrong.status, wrong.json['code'], wrong.headers.allow]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD, OPTIONS',
    ])
    expect((await ask(server, '/api/v1/open', { method: 'TRACE' })).status).toBe(405)
  })

  test('answer OPTIONS without allowing any other origin', async () => {
    const server = await startHttps(both)
    const answer = await ask(server, '/api/v1/echo', { method: 'OPTIONS', headers: { origin: 'https://evil.test' } })
    expect([answer.status, answer.headers.allow]).toEqual([204, 'POST, OPTIONS'])
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('that are malformed get an answer in JSON', async () => {
    const server = await startHttps(both)
    const answer = await ask(server, '/api/v1/%E0%A4%A')
    expect([answer.status, answer.json['result']]).toEqual([400, 'error'])
  })

  test('open to anyone ignore credentials, good or bad', async () => {
    const server = await startHttps(both)
    const answer = await ask(server, '/api/v1/open', { headers: { authorization: 'Basic bm9wZTpub3Bl' } })
    expect(answer.json).toMatchObject({ actor: null })
  })

  test('cannot be mounted with the wrong kind of handler', async () => {
    await startHttps((app) => {
      expect(() => mount(app, open, () => ({}))).toThrow('mountOpen')
      expect(() => mountOpen(app, send, () => ({}))).toThrow('needs a login')
    })
  })
})

test('an answer that cannot be made JSON of is an error of that call, and nobody else notices', async () => {
  const server = await startHttps((app) => {
    echo(app)
    mount(app, { ...send, path: '/broken', method: 'GET', params: {} }, () => Promise.resolve({ n: 1n }))
  })
  const { status, json: body } = await ask(server, '/api/v1/broken', { headers: user })
  expect(status).toBe(500)
  expect(body).toMatchObject({ code: 'INTERNAL_ERROR' })
  expect((await ask(server, '/api/v1/echo', { form: { content: 'hi' }, headers: user })).status).toBe(200)
})

test.each(['plain', 'café', '今日', '😀', 'a\u0080b'])('an answer with %j comes as it was said', async (text) => {
  const server = await startHttps((app) => {
    mount(app, { ...send, path: '/say', method: 'GET', params: {} }, () => Promise.resolve({ text }))
  })
  const { json: body } = await ask(server, '/api/v1/say', { headers: user })
  expect(body).toEqual({ result: 'success', msg: '', text })
})
