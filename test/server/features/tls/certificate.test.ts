import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeAuthority, makeLeaf, serialNumber } from '../../../../server/features/tls/certificate.ts'
import { constraintsFor, permitted } from '../../../../server/features/tls/constraints.ts'
import { newKeyPair } from '../../../../server/features/tls/keys.ts'
import { allNames, type Names } from '../../../../server/features/tls/names.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const chosen: Names = { dns: ['chat.acme.test'], ips: ['203.0.113.5'] }
const authorityKey = await newKeyPair()
const leafKey = await newKeyPair()
const issuer = { commonName: 'Hearth at Bäckerei 株式会社', privateKey: authorityKey.privateKey }
const now = Date.now()
const authority = makeAuthority(issuer, constraintsFor(chosen), now)

/** What OpenSSL, which knows nothing of our code, says of a leaf for `names`. */
async function verify(names: Names): Promise<string> {
  const folder = await tempFolder()
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const ca = file('ca.pem', authority)
  const leaf = file('leaf.pem', makeLeaf(issuer, leafKey.publicKey, names, now))
  try {
    return execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, leaf], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return (error as { stderr: string }).stderr
  }
}

function text(pem: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem, encoding: 'utf8' })
}

describe('the local authority', () => {
  test.each([
    ['private names', { dns: ['localhost', 'nas.local', 'a.b.lan', 'x.home.arpa', 'y.internal'], ips: [] }],
    [
      'private addresses',
      { dns: [], ips: ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.7.7', '100.100.1.1', '::1', 'fd00::2'] },
    ],
    ['what was chosen when it was made', { dns: ['chat.acme.test', 'www.chat.acme.test'], ips: ['203.0.113.5'] }],
  ])('can vouch for %s', async (_what, names) => {
    expect(await verify(names)).toMatch(/: OK/)
  })

  test.each([
    ['another website', { dns: ['www.example.com'], ips: [] }],
    ['a look-alike of a private ending', { dns: ['evillocal'], ips: [] }],
    ['the domain above a chosen name', { dns: ['acme.test'], ips: [] }],
    ['a public address', { dns: [], ips: ['8.8.8.8'] }],
    ['an address just after a range', { dns: [], ips: ['172.32.0.1'] }],
    ['an address just before a range', { dns: [], ips: ['172.15.255.255'] }],
    ['the neighbour of a short range', { dns: [], ips: ['11.0.0.1'] }],
    ['the neighbour of a chosen address', { dns: [], ips: ['203.0.113.4'] }],
    ['the neighbour of an IPv6 range', { dns: [], ips: ['fe00::1'] }],
    ['a public IPv6 address', { dns: [], ips: ['2001:db8::1'] }],
    ['one bad name among good ones', { dns: ['localhost', 'example.com'], ips: [] }],
  ])('cannot vouch for %s', async (_what, names) => {
    expect(await verify(names)).toContain('permitted subtree violation')
  })

  test('says so critically, may not make further authorities, and is for servers only', () => {
    const shown = text(authority)
    expect(shown).toContain('X509v3 Name Constraints: critical')
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/)
    expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/)
    expect(shown).toMatch(/Extended Key Usage: *\s+TLS Web Server Authentication/)
    expect(shown).toContain('Signature Algorithm: sha256WithRSAEncryption')
  })
})

describe("the server's certificate", () => {
  const leaf = makeLeaf(issuer, leafKey.publicKey, { dns: ['localhost'], ips: ['::1'] }, now)

  test('lives 397 days, is for servers only and no authority', () => {
    const shown = text(leaf)
    const [from, to] = ['Not Before', 'Not After'].map((label) =>
      Date.parse(RegExp(`${label} *: (.*)`).exec(shown)?.[1] ?? ''),
    )
    expect(((to as number) - (from as number)) / 86_400_000).toBe(397)
    expect(from).toBeLessThan(now)
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:FALSE/)
    expect(shown).toMatch(/Extended Key Usage: *\s+TLS Web Server Authentication/)
  })
})

describe('a serial number', () => {
  test.each([0x00, 0x3f, 0x80, 0xff])('is positive and has no leading zero when all random bytes are %i', (byte) => {
    const serial = Buffer.from(serialNumber(Buffer.alloc(16, byte)), 'hex')
    expect(serial).toHaveLength(16)
    expect(serial[0]).toBeGreaterThanOrEqual(0x40)
    expect(serial[0]).toBeLessThan(0x80)
    expect(serial.subarray(1)).toEqual(Buffer.alloc(15, byte))
  })

  test('is another one for each certificate', () => {
    expect(new Set(Array.from({ length: 100 }, () => serialNumber())).size).toBe(100)
  })
})

describe('names outside the constraints', () => {
  test('are the ones that OpenSSL refuses', async () => {
    const names: Names = {
      dns: ['localhost', 'nas', 'x.local', 'evillocal', 'chat.acme.test', 'acme.test'],
      ips: ['10.0.0.1', '172.32.0.1', 'fd00::1', '2001:db8::1', '203.0.113.5', '203.0.113.6'],
    }
    const inside = permitted(names, constraintsFor(chosen))
    expect(inside).toEqual({
      dns: ['localhost', 'x.local', 'chat.acme.test'],
      ips: ['10.0.0.1', 'fd00::1', '203.0.113.5'],
    })
    expect(await verify(inside)).toMatch(/: OK/)
    for (const dns of names.dns.filter((name) => !inside.dns.includes(name))) {
      expect(await verify({ dns: [dns], ips: [] }), dns).toContain('permitted subtree violation')
    }
    for (const ip of names.ips.filter((name) => !inside.ips.includes(name))) {
      expect(await verify({ dns: [], ips: [ip] }), ip).toContain('permitted subtree violation')
    }
  })
})

describe('the names of this host', () => {
  const names = (machineName: string, addresses: string[] = []) =>
    allNames({ machineName, addresses, networkAddresses: ['192.168.1.2'] })

  test('are its own, those of the setting, and every address', () => {
    expect(names('NAS', ['chat.acme.test', 'FD00:0::9'])).toEqual({
      dns: ['localhost', 'nas', 'chat.acme.test', 'nas.local'],
      ips: ['127.0.0.1', '::1', 'fd00::9', '192.168.1.2'],
    })
    expect(names('nas.acme.lan.').dns).toEqual(['localhost', 'nas.acme.lan', 'nas', 'nas.local'])
  })

  test('leave out a machine name that is none', () => {
    expect(names('Ada_PC').dns).toEqual(['localhost'])
    expect(names('').dns).toEqual(['localhost'])
    expect(names('10.0.0.1').dns).toEqual(['localhost'])
  })
})
