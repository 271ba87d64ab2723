import { describe, expect, onTestFinished, test } from 'vitest'
import { fetchGuarded, OutgoingError } from '../../../../server/lib/outgoing/index.ts'
import { startWebServer } from '../../../support/web-server.ts'
import { certificate } from '../../http/https-server.ts'

const LIMITS = { maxBytes: 1000, timeoutMs: 5_000 }

/** Every way to write this host, its network, or what belongs to nobody. `P` is the port of a server that must not be hit. */
const FORBIDDEN = [
  // loopback, in every spelling that URLs know
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '0x7f.1',
  '00000177.0.0.01',
  '%31%32%37.0.0.1',
  '127。0。0。1',
  '127．0．0．1',
  '①②⑦.⓪.⓪.①',
  '１２７.０.０.１',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ⓛocalhost',
  'loc\u00adalhost',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  // IPv4 inside IPv6
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::127.0.0.1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::]',
  '[2001:0:7f00:1::]',
  '[2001::80ff:fffe]',
  // unspecified
  '0.0.0.0',
  '0',
  '0x0',
  '0.1.2.3',
  '[::]',
  '[::ffff:0.0.0.0]',
  // private networks and what lies between here and there
  '10.0.0.1',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '0xc0a80101',
  '100.64.0.1',
  '100.100.100.200',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fec0::1]',
  '[fe80::1]',
  // metadata of clouds
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]',
  '168.63.129.16',
  '192.0.0.192',
  // documentation, tests, multicast, reserved
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '192.88.99.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '[2001:db8::1]',
  '[3fff::1]',
  '[ff02::1]',
  '[100::1]',
  '[4000::1]',
]

/** What no rule about addresses is even asked about. */
const MALFORMED = [
  'http://user@127.0.0.1:P/',
  'http://user:secret@example.com:P/',
  'http://example.com@127.0.0.1:P/',
  'http://[fe80::1%25lo]:P/',
  'http://[::1%25lo]:P/',
  'http://127.0.0.1:P\\@example.com/',
  'http://1.1.1.1 &@127.0.0.1:P/',
  'http://256.256.256.256:P/',
  'http:/127.0.0.1:P/',
  'http:127.0.0.1:P/',
  '//127.0.0.1:P/',
  'ftp://127.0.0.1:P/',
  'gopher://127.0.0.1:P/_GET',
  'file:///etc/passwd',
  'data:text/html,hello',
  'javascript:alert(1)',
  'ws://127.0.0.1:P/',
  'http://',
  '',
]

async function startCanaries() {
  const v4 = await startWebServer((_request, response) => response.end('canary'), { host: '127.0.0.1' })
  const v6 = await startWebServer((_request, response) => response.end('canary'), { host: '::1' }).catch(
    () => undefined,
  )
  return { ports: [v4.port, ...(v6 ? [v6.port] : [])], hits: () => v4.connections() + (v6?.connections() ?? 0) }
}

const outcome = (url: string, more = {}) =>
  fetchGuarded(url, { ...LIMITS, ...more }).then(
    ({ status }) => `answered ${status}`,
    (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
  )

describe('an address that strangers name', () => {
  test(`leads nowhere near this host, in ${FORBIDDEN.length + MALFORMED.length} spellings`, async () => {
    const canaries = await startCanaries()
    expect(FORBIDDEN.length).toBeGreaterThan(60)
    const urls = canaries.ports.flatMap((port) => [
      ...FORBIDDEN.map((host) => `http://${host}:${port}/`),
      ...FORBIDDEN.map((host) => `https://${host}:${port}/`),
      ...MALFORMED.map((url) => url.replace('P', String(port))),
    ])
    const reached = (await Promise.all(urls.map(async (url) => ({ url, outcome: await outcome(url) })))).filter(
      (result) => result.outcome !== 'blocked',
    )
    expect(reached).toEqual([])
    expect(canaries.hits()).toBe(0)
  })

  test('leads to public hosts of every kind, once they are what they say', async () => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
    }
    for (const url of ['http://example.com/', 'https://example.com:8443/', 'https://bücher.example/']) {
      expect(await outcome(url, { resolve })).toBe('dns')
    }
    expect(asked).toEqual(['example.com', 'example.com', 'xn--bcher-kva.example'])
  })

  test.each([22, 25, 110, 143, 445, 587, 993, 3306, 5432, 6379, 6667, 9200, 11_211, 27_017])(
    'does not reach what listens on port %i, which is no web server',
    async (port) => {
      expect(await outcome(`http://example.com:${port}/`, { resolve: async () => ['1.1.1.1'] })).toBe('blocked')
    },
  )

  test('is refused when one of its addresses is inside, though others are public', async () => {
    const canaries = await startCanaries()
    for (const inside of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', 'fe80::1%lo', 'nonsense', '']) {
      const resolve = async () => ['93.184.216.34', inside]
      expect(await outcome(`http://mixed.example:${canaries.ports[0]}/`, { resolve }), inside).toBe('blocked')
    }
    expect(canaries.hits()).toBe(0)
  })
})

describe('a name that leads elsewhere the second time', () => {
  test('is called where it led when it was checked', async () => {
    const canaries = await startCanaries()
    const answers = [['192.0.2.55'], ['127.0.0.1']]
    let asked = 0
    const resolve = async () => answers[asked++] ?? ['127.0.0.1']
    // Opened for this name only where it is checked: a second question would be answered with the canary.
    const allow = { allows: (_host: string, address: string) => address === '192.0.2.55' }
    const url = `http://rebind.example:${canaries.ports[0]}/`
    expect(['timeout', 'connection']).toContain(await outcome(url, { resolve, allow, timeoutMs: 500 }))
    expect(asked).toBe(1)
    expect(canaries.hits()).toBe(0)
  })

  test('is checked anew at each redirect', async () => {
    const canaries = await startCanaries()
    const asked: string[] = []
    const other = await startWebServer(
      (_request, response) => {
        response.writeHead(302, { location: `http://rebind.example:${canaries.ports[0]}/again` }).end()
      },
      { host: '127.0.0.2' },
    )
    const resolve = async (host: string) => {
      asked.push(host)
      return [asked.length === 1 ? '127.0.0.2' : '127.0.0.1']
    }
    const allow = { allows: (_host: string, address: string) => address === '127.0.0.2' }
    expect(await outcome(`http://rebind.example:${other.port}/`, { resolve, allow })).toBe('blocked')
    expect(other.requests).toHaveLength(1)
    expect(asked).toHaveLength(2)
    expect(canaries.hits()).toBe(0)
  })
})

describe('a redirect', () => {
  test('leads nowhere that could not have been named in the first place', async () => {
    const canaries = await startCanaries()
    const reasons: string[] = []
    for (const to of [
      `http://127.0.0.1:${canaries.ports[0]}/`,
      `http://2130706433:${canaries.ports[0]}/`,
      `//[::1]:${canaries.ports[0]}/`,
      `http://localhost:${canaries.ports[0]}/`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'http://user:secret@example.com/',
      'http://example.com:25/',
    ]) {
      const server = await startWebServer((_request, response) => response.writeHead(302, { location: to }).end(), {
        host: '127.0.0.2',
      })
      const allow = { allows: (_host: string, address: string) => address === '127.0.0.2' }
      reasons.push(await outcome(`http://127.0.0.2:${server.port}/`, { allow }))
      expect(server.requests).toHaveLength(1)
    }
    expect(new Set(reasons)).toEqual(new Set(['blocked']))
    expect(canaries.hits()).toBe(0)
  })
})

test('a certificate is asked for by the name in the address, and must be one to believe', async () => {
  const names: unknown[] = []
  const server = await startWebServer((_request, response) => response.end('secret'), {
    tls: certificate('secure.example'),
  })
  server.onName((name) => names.push(name))
  const more = { resolve: async () => ['127.0.0.1'], allow: { allows: () => true } }
  expect(await outcome(`https://secure.example:${server.port}/`, more)).toBe('tls')
  expect(names).toEqual(['secure.example'])
  expect(server.requests).toEqual([])
})

test('a proxy that the environment names is not asked', async () => {
  const canaries = await startCanaries()
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
  const before = names.map((name) => [name, process.env[name]] as const)
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  for (const name of names) process.env[name] = `http://127.0.0.1:${canaries.ports[0]}`
  process.env['NODE_USE_ENV_PROXY'] = '1'
  const server = await startWebServer((_request, response) => response.end('direct'), { host: '127.0.0.2' })
  const allow = { allows: () => true }
  const { body } = await fetchGuarded(`http://127.0.0.2:${server.port}/`, { ...LIMITS, allow })
  expect(String(body)).toBe('direct')
  expect(canaries.hits()).toBe(0)
})
