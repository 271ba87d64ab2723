import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../../../server/contract/endpoint.ts'
import { mount } from '../../../server/http/mount.ts'
import { ADA, ask, connectRaw, startHttps } from './https-server.ts'

const auth = `Host: localhost\r\nAuthorization: ${ADA}\r\n`
const get = endpoint({ operation: 'get', method: 'GET', path: '/thing', access: 'user', params: {} })
const post = endpoint({
  operation: 'post',
  method: 'POST',
  path: '/thing',
  access: 'user',
  params: { content: z.string() },
})

describe('a connection is dropped', () => {
  test('that trickles its headers, while others are served', async () => {
    const server = await startHttps((app) => mount(app, get, () => ({})), { quick: { headers: 400 } })
    const slow = await Promise.all(Array.from({ length: 20 }, () => connectRaw(server)))
    for (const { socket } of slow) socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n')
    let open = true
    const trickle = (async () => {
      while (open) {
        for (const { socket } of slow) if (socket.writable) socket.write('X-A: b\r\n')
        await sleep(50)
      }
    })()
    await expect.poll(async () => (await ask(server, '/health/live')).status).toBe(200)
    const times = await Promise.all(slow.map(({ closed }) => closed))
    open = false
    await trickle
    expect(Math.min(...times)).toBeGreaterThan(300)
    expect(Math.max(...times)).toBeLessThan(20_000)
    expect(slow[0]?.received()).toMatch(/^HTTP\/1.1 408 /)
  })

  test('that sends nothing at all', async () => {
    const server = await startHttps(() => undefined, { quick: { headers: 300 } })
    const { closed } = await connectRaw(server)
    expect(await closed).toBeLessThan(20_000)
  })

  test('that never begins its TLS handshake', async () => {
    const server = await startHttps(() => undefined, { quick: { handshake: 300 } })
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.resume().on('close', resolve))
  })

  test.for([
    ['with a length', `Content-Length: 1000\r\n`, 'c'],
    ['in chunks', `Transfer-Encoding: chunked\r\n`, '1\r\nc\r\n'],
  ])('that trickles its body %s', async ([, header = '', piece = '']) => {
    const server = await startHttps((app) => mount(app, post, () => ({})), { quick: { body: 400 } })
    const { socket, closed, received } = await connectRaw(server)
    const type = 'Content-Type: application/x-www-form-urlencoded\r\n'
    socket.write(`POST /api/v1/thing HTTP/1.1\r\n${auth}${type}${header}\r\n`)
    const trickle = setInterval(() => socket.write(piece), 50)
    const time = await closed
    clearInterval(trickle)
    expect(time).toBeGreaterThan(300)
    expect(time).toBeLessThan(20_000)
    expect(received()).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"REQUEST_TIMEOUT"/)
  })

  test('that sends more than it declared it would, or than is allowed', async () => {
    const server = await startHttps((app) => mount(app, post, () => ({})))
    const { socket, closed, received } = await connectRaw(server)
    const type = 'Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n'
    socket.write(`POST /api/v1/thing HTTP/1.1\r\n${auth}${type}\r\n`)
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    const flood = setInterval(() => socket.write(chunk), 5)
    await closed
    clearInterval(flood)
    expect(received()).toMatch(/^HTTP\/1.1 413 /)
  })

  test('that never reads its answer', async () => {
    const big = { text: 'x'.repeat(20_000_000) }
    const server = await startHttps((app) => mount(app, get, () => big), { quick: { stalledWrite: 400 } })
    const { socket } = await connectRaw(server)
    socket.pause()
    socket.write(`GET /api/v1/thing HTTP/1.1\r\n${auth}\r\n`)
    const open = () => new Promise<number>((resolve) => server.app.server.getConnections((_e, n) => resolve(n)))
    await expect.poll(open).toBe(1)
    await expect.poll(open).toBe(0)
    socket.destroy()
  })

  test('beyond the number that one address may have', async () => {
    const limits = () => ({ apiPerMinute: 0, socketsPerAddress: 3 })
    const server = await startHttps(() => undefined, { limits })
    const kept = await Promise.all([connectRaw(server), connectRaw(server), connectRaw(server)])
    await expect(ask(server, '/health/live')).rejects.toThrow(/ECONNRESET|socket|disconnected/)
    kept[0]?.socket.destroy()
    await expect
      .poll(() =>
        ask(server, '/health/live').then(
          (answer) => answer.status,
          () => 0,
        ),
      )
      .toBe(200)
    for (const { socket } of kept) socket.destroy()
  })
})

describe('a connection lives on', () => {
  test('while its long poll waits longer than every time limit for slow peers', async () => {
    const quick = { headers: 1_500, body: 1_500, stalledWrite: 1_500 }
    const wait = async () => {
      await sleep(4_000)
      return { events: [] }
    }
    const server = await startHttps((app) => mount(app, get, wait), { quick })
    const answer = await ask(server, '/api/v1/thing', { headers: { authorization: ADA } })
    expect(answer.json).toMatchObject({ result: 'success', events: [] })
  })

  test('while a slow peer does read a large answer', async () => {
    const size = 24_000_000
    const big = { text: 'x'.repeat(size) }
    const server = await startHttps((app) => mount(app, get, () => big), { quick: { stalledWrite: 2500 } })
    const { socket } = await connectRaw(server)
    socket.removeAllListeners('data')
    socket.write(`GET /api/v1/thing HTTP/1.1\r\n${auth}Connection: close\r\n\r\n`)
    // Each pause is shorter than the limit, all of them much longer.
    let read = 0
    let nextPause = 0
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      read += chunk.length
      if (read < nextPause) continue
      nextPause = read + 1_000_000
      await sleep(250)
    }
    expect(read).toBeGreaterThan(size)
  })
})
