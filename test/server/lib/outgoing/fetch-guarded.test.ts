import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createAllowList, fetchGuarded, OutgoingError } from '../../../../server/lib/outgoing/index.ts'
import { startWebServer } from '../../../support/web-server.ts'

const LIMITS = { maxBytes: 100_000, timeoutMs: 5_000 }
const LOOPBACK = createAllowList(['127.0.0.1'])
const MIB = 1024 * 1024

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
  )

describe('an answer', () => {
  test('comes with its status, kind, content and final address, whatever the status', async () => {
    const server = await startWebServer((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new?a=1' }).end()
      else
        response.writeHead(404, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('not here'))
    })
    const url = `http://127.0.0.1:${server.port}`
    const fetched = await fetchGuarded(`${url}/old`, { ...LIMITS, allow: LOOPBACK, accept: /^image\// })
    expect(fetched).toMatchObject({ status: 404, url: `${url}/new?a=1` })
    expect(String(fetched.body)).toBe('not here')
    expect(fetched.headers['content-type']).toBe('text/plain')
  })

  test('of another kind than wanted is not read', async () => {
    const server = await startWebServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    )
    const work = fetchGuarded(`http://127.0.0.1:${server.port}/`, { ...LIMITS, allow: LOOPBACK, accept: /^image\// })
    expect(await reasonOf(work)).toBe('wrong type')
  })

  test('that is too large ends at the limit, said or not, packed or not', async () => {
    let sent = 0
    const endless = (write: (chunk: Buffer) => boolean, wait: (again: () => void) => void) => {
      const more = () => {
        while (write(Buffer.alloc(65_536))) sent += 65_536
        wait(more)
      }
      more()
    }
    const bomb = gzipSync(Buffer.alloc(100 * MIB))
    const server = await startWebServer((request, response) => {
      if (request.url === '/said') response.writeHead(200, { 'content-length': 5e9 }).write('x')
      else if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      else
        endless(
          (chunk) => response.write(chunk),
          (again) => void response.once('drain', again),
        )
    })
    const before = process.memoryUsage().rss
    for (const path of ['said', 'bomb', 'endless']) {
      const work = fetchGuarded(`http://127.0.0.1:${server.port}/${path}`, { ...LIMITS, allow: LOOPBACK })
      expect(await reasonOf(work), path).toBe('too large')
    }
    expect(bomb.length).toBeLessThan(250_000)
    expect(sent).toBeLessThan(50 * MIB)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * MIB)
  })

  test('that is packed in a way that nobody knows, or not as it says, is no answer', async () => {
    const server = await startWebServer((request, response) =>
      response.writeHead(200, { 'content-encoding': (request.url ?? '').slice(1) }).end('plain'),
    )
    for (const encoding of ['compress', 'gzip,gzip', 'gzip', 'br', 'deflate']) {
      const work = fetchGuarded(`http://127.0.0.1:${server.port}/${encoding}`, { ...LIMITS, allow: LOOPBACK })
      expect(await reasonOf(work), encoding).toBe('protocol')
    }
  })

  test('that trickles ends with the time for everything, one that stops with the silence', async () => {
    const timers: NodeJS.Timeout[] = []
    const server = await startWebServer((request, response) => {
      response.writeHead(200).write('x')
      if (request.url === '/trickle') timers.push(setInterval(() => response.write('x'), 20))
    })
    const url = `http://127.0.0.1:${server.port}`
    const started = Date.now()
    const limits = { ...LIMITS, allow: LOOPBACK }
    expect(await reasonOf(fetchGuarded(`${url}/trickle`, { ...limits, timeoutMs: 300 }))).toBe('timeout')
    expect(await reasonOf(fetchGuarded(`${url}/silent`, { ...limits, silenceMs: 300 }))).toBe('timeout')
    expect(Date.now() - started).toBeLessThan(20_000)
    for (const timer of timers) clearInterval(timer)
  })

  test('that is no HTTP, or none at all, has its own reason', async () => {
    const server = await startWebServer((request) => request.socket.end('SSH-2.0-OpenSSH\r\n'))
    const gone = await startWebServer((request) => request.socket.destroy())
    const limits = { ...LIMITS, allow: LOOPBACK }
    expect(await reasonOf(fetchGuarded(`http://127.0.0.1:${server.port}/`, limits))).toBe('protocol')
    expect(await reasonOf(fetchGuarded(`http://127.0.0.1:${gone.port}/`, limits))).toBe('connection')
    expect(await reasonOf(fetchGuarded(`https://127.0.0.1:${server.port}/`, limits))).toBe('tls')
    expect(
      await reasonOf(
        fetchGuarded('http://slow.example/', { ...limits, timeoutMs: 100, resolve: () => new Promise(() => {}) }),
      ),
    ).toBe('timeout')
  })
})

describe('redirects', () => {
  test('end after a few, however they are woven', async () => {
    const server = await startWebServer((request, response) =>
      response.writeHead(302, { location: `${request.url}x` }).end(),
    )
    expect(await reasonOf(fetchGuarded(`http://127.0.0.1:${server.port}/`, { ...LIMITS, allow: LOOPBACK }))).toBe(
      'redirect',
    )
    expect(server.requests).toHaveLength(4)
  })

  test('take no password and no cookie to another place', async () => {
    const target = await startWebServer((_request, response) => response.setHeader('set-cookie', 'a=b').end('there'))
    const server = await startWebServer((request, response) => {
      const location = request.url === '/' ? '/same' : `http://127.0.0.1:${target.port}/`
      response.writeHead(307, { location, 'set-cookie': 'session=secret' }).end()
    })
    const headers = { authorization: 'Bearer secret', Cookie: 'x=secret', 'x-mine': 'kept' }
    await fetchGuarded(`http://127.0.0.1:${server.port}/`, { ...LIMITS, allow: LOOPBACK, headers })
    expect(server.requests[1]?.headers).toMatchObject({ authorization: 'Bearer secret', cookie: 'x=secret' })
    expect(JSON.stringify(target.requests)).not.toContain('secret')
    expect(target.requests[0]?.headers).toMatchObject({ 'x-mine': 'kept', host: `127.0.0.1:${target.port}` })
  })

  test('take a body to nobody else', async () => {
    const canary = await startWebServer((_request, response) => response.end())
    const server = await startWebServer((request, response) => {
      const location = request.url === '/away' ? `http://127.0.0.1:${canary.port}/` : '/form'
      response.writeHead(request.url === '/see-other' ? 303 : 308, { location }).end()
    })
    const post = { ...LIMITS, allow: LOOPBACK, method: 'POST', body: '{"token":"secret"}' } as const
    const url = `http://127.0.0.1:${server.port}`
    expect(await reasonOf(fetchGuarded(`${url}/away`, post))).toBe('redirect')
    expect(await reasonOf(fetchGuarded(`${url}/away`, { ...post, maxRedirects: 3 }))).toBe('redirect')
    expect(await reasonOf(fetchGuarded(`${url}/see-other`, { ...post, maxRedirects: 1 }))).toBe('redirect')
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', url: '/form' })
    expect(canary.connections()).toBe(0)
  })
})

describe('what an administrator opens', () => {
  test('is a name, an address or a range, with or without a port', async () => {
    const list = createAllowList(['bot.office.lan', '10.0.0.5:5000', '192.168.7.0/24', '[fd00::5]:5000', 'fd01::/16'])
    expect(list.allows('Bot.Office.LAN.', '10.9.9.9', 80)).toBe(true)
    expect(list.allows('other.office.lan', '10.9.9.9', 80)).toBe(false)
    expect(list.allows('x', '10.0.0.5', 5000)).toBe(true)
    expect(list.allows('x', '::ffff:10.0.0.5', 5000)).toBe(true)
    expect(list.allows('x', '10.0.0.5', 5001)).toBe(false)
    expect(list.allows('x', '192.168.7.255', 80)).toBe(true)
    expect(list.allows('x', '192.168.8.1', 80)).toBe(false)
    expect(list.allows('x', 'fd00::5', 5000)).toBe(true)
    expect(list.allows('x', 'fd01::77', 80)).toBe(true)
  })
})
