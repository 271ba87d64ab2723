import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { endpoint } from '../../../server/contract/endpoint.ts'
import { ApiError } from '../../../server/contract/errors.ts'
import type { Authenticator } from '../../../server/http/authenticator.ts'
import type { UpgradeCall } from '../../../server/http/call.ts'
import { mount } from '../../../server/http/mount.ts'
import { onUpgrade } from '../../../server/http/upgrade.ts'
import { ADA, ask, exchange, startHttps, type TestServer } from './https-server.ts'

const COOKIE = { cookie: '__Host-hearth-abc123=ada-session' }

async function start() {
  const calls: UpgradeCall[] = []
  const server = await startHttps((app) =>
    onUpgrade(app, '/ws', (socket, call) => {
      calls.push(call)
      socket.on('message', (data: Buffer) => socket.send(`echo ${data.toString()}`))
    }),
  )
  return { calls, server }
}

/** `open`, or the status of the refusal. */
function open(server: TestServer, headers: Record<string, string>, path = '/ws'): Promise<WebSocket | number> {
  const socket = new WebSocket(`wss://127.0.0.1:${server.port}${path}`, {
    headers: { host: server.host, ...headers },
    rejectUnauthorized: false,
  })
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    socket.on('error', reject)
  })
}

function nextMessage(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())))
}

describe('a WebSocket', () => {
  test('opens for a session of the own origin, and for an API key without any', async () => {
    const { calls, server } = await start()
    const page = await open(server, { ...COOKIE, origin: `https://${server.host}` }, '/ws?queue_id=1')
    const program = await open(server, { authorization: ADA })
    for (const socket of [page, program]) {
      if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
      socket.send('hello')
      expect(await nextMessage(socket)).toBe('echo hello')
      expect(socket.extensions).toBe('')
      socket.terminate()
    }
    expect(calls.map((call) => [call.actor.id, call.session?.id])).toEqual([
      [7, 'ada'],
      [7, undefined],
    ])
    expect(calls[0]?.query).toEqual({ queue_id: '1' })
  })

  test.for<[string, (host: string) => Record<string, string>, string, number]>([
    ['from another origin', () => ({ ...COOKIE, origin: 'https://evil.test' }), '/ws', 403],
    ['from another port', () => ({ ...COOKIE, origin: 'https://localhost:1' }), '/ws', 403],
    ['with a session but without an origin', () => COOKIE, '/ws', 403],
    ['with a key but from another origin', () => ({ authorization: ADA, origin: 'https://evil.test' }), '/ws', 403],
    ['without credentials', (host) => ({ origin: `https://${host}` }), '/ws', 401],
    ['with a wrong key', () => ({ authorization: 'Basic eDp5' }), '/ws', 401],
    ['under a foreign host name', () => ({ authorization: ADA, host: 'evil.test' }), '/ws', 421],
    ['elsewhere', () => ({ authorization: ADA }), '/nothing', 404],
  ])('is refused %s', async ([, headers, path, status]) => {
    const { calls, server } = await start()
    expect(await open(server, headers(server.host), path)).toBe(status)
    expect(calls).toEqual([])
  })

  test('costs a guesser no look-up beyond the limit of the address, on either way in', async () => {
    let lookUps = 0
    const authenticator: Authenticator = {
      cookieName: '__Host-hearth-abc123',
      async byApiKey(authorization) {
        lookUps += 1
        if (authorization === ADA) return { id: 7, email: 'ada@acme.test', fullName: 'Ada', role: 100, isBot: false }
        throw new ApiError('INVALID_API_KEY', 'Invalid API key')
      },
      bySession: () => undefined,
      forget: () => undefined,
      forgetAll: () => undefined,
    }
    const limits = () => ({ apiPerMinute: 20, socketsPerAddress: 1000 })
    const server = await startHttps(
      (app) => {
        onUpgrade(app, '/ws', (socket) => socket.close())
        mount(app, endpoint({ operation: 'me', method: 'GET', path: '/me', access: 'user', params: {} }), () => ({}))
      },
      { authenticator, limits },
    )
    const call = async (authorization: string) =>
      (await ask(server, '/api/v1/me', { headers: { authorization } })).status
    expect(await call(ADA)).toBe(200)
    lookUps = 0
    const begun = Date.now()
    const statuses: unknown[] = []
    for (let i = 0; i < 150; i++) statuses.push(await open(server, { authorization: 'Basic eDp5' }))
    expect(statuses.slice(0, 100)).toEqual(Array(100).fill(401))
    for (let i = 0; i < 50; i++) statuses.push(await call('Basic eDp5'))
    // The bucket fills up again meanwhile, by 100 a minute: it takes as many more as the machine takes time.
    const refilled = ((Date.now() - begun) / 60_000) * 100
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(90 - refilled)
    expect(lookUps).toBeLessThan(130 + refilled)
    // A colleague behind the same address goes on.
    expect(await call(ADA)).toBe(200)
    expect(await open(server, { authorization: ADA })).toBeInstanceOf(WebSocket)
  })

  test('is closed when it sends more than 64 kB at once', async () => {
    const { server } = await start()
    const socket = await open(server, { authorization: ADA })
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    socket.send('x'.repeat(65 * 1024))
    expect(await closed).toBe(1009)
    expect((await ask(server, '/health/live')).status).toBe(200)
  })

  test('is told when the server stops', async () => {
    const { server } = await start()
    const socket = await open(server, { authorization: ADA })
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    await server.app.close()
    expect(await closed).toBe(1001)
  })

  test('handshake that is broken does no harm', async () => {
    const { server } = await start()
    const head = `GET /ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${ADA}\r\nConnection: Upgrade\r\n`
    expect(await exchange(server, `${head}Upgrade: websocket\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
    expect(await exchange(server, `${head}Upgrade: h2c\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
    expect((await ask(server, '/health/live')).status).toBe(200)
  })
})
