import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openControlPlane } from '../../../../server/control/control-plane.ts'
import { openVault } from '../../../../server/control/vault.ts'
import { createTls, type TlsMaterial } from '../../../../server/features/tls/index.ts'
import { tlsOptions } from '../../../../server/http/tls.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const DAY = 86_400_000

async function host(given: { addresses?: string[]; machineName?: string } = {}) {
  const folder = await tempFolder()
  const control = openControlPlane(join(folder, 'appliance.db'), silentLog)
  onTestFinished(() => control.close())
  const vault = openVault(control.db, Buffer.alloc(32, 1))
  const world = { now: Date.now(), addresses: given.addresses ?? [], network: ['192.168.1.2'] }
  const changes: { material: TlsMaterial; hosts: readonly string[] }[] = []
  const make = () => {
    const tls = createTls({
      folder,
      facts: control.facts,
      vault,
      services: control.services,
      log: silentLog,
      machineName: given.machineName ?? 'nas',
      ownerName: 'Acme',
      addresses: () => world.addresses,
      networkAddresses: () => world.network,
      now: () => world.now,
      onChange: (material, hosts) => void changes.push({ material, hosts }),
    })
    onTestFinished(() => tls.stop())
    return tls
  }
  return { folder, control, vault, world, changes, make }
}

const leafOf = ({ cert }: TlsMaterial) => new X509Certificate(cert)
const state = (h: Awaited<ReturnType<typeof host>>) => h.control.services.get('tls')

describe('at the first start', () => {
  test('an authority and a certificate for every name are made; private keys are private', async () => {
    const h = await host({ addresses: ['chat.acme.test'] })
    const tls = h.make()
    const material = await tls.start()
    const leaf = leafOf(material)
    for (const name of ['localhost', 'nas', 'nas.local', 'chat.acme.test'])
      expect(leaf.checkHost(name), name).toBe(name)
    for (const ip of ['127.0.0.1', '::1', '192.168.1.2']) expect(leaf.checkIP(ip), ip).toBe(ip)
    expect(statSync(join(h.folder, 'leaf.key')).mode & 0o777).toBe(0o600)
    const authority = new X509Certificate(readFileSync(tls.caFile))
    expect(authority.subject).toBe('CN=Hearth at Acme')
    expect(leaf.verify(authority.publicKey)).toBe(true)
    expect(tls.fingerprint()).toBe(authority.fingerprint256)
    expect(state(h)).toMatchObject({ state: 'running' })
    const everything = ['ca.pem', 'leaf.pem', 'leaf.key']
      .map((name) => readFileSync(join(h.folder, name), 'utf8'))
      .join()
    expect(everything).not.toContain(h.vault.get('tls.authority_key')?.toString())
  })
})

describe('at a later start', () => {
  test('both are the same', async () => {
    const h = await host()
    const first = await h.make().start()
    expect(await h.make().start()).toEqual(first)
  })

  test('ca.pem that was lost is written again, and a key that does not fit is replaced', async () => {
    const h = await host()
    const tls = h.make()
    await tls.start()
    const authority = readFileSync(tls.caFile, 'utf8')
    rmSync(tls.caFile)
    const key = readFileSync(join(h.folder, 'leaf.key'))
    const other = await host()
    await other.make().start()
    writeFileSync(join(h.folder, 'leaf.key'), readFileSync(join(other.folder, 'leaf.key')))
    const material = await h.make().start()
    expect(readFileSync(tls.caFile, 'utf8')).toBe(authority)
    expect(material.key).not.toBe(key.toString())
    expect(leafOf(material).verify(new X509Certificate(authority).publicKey)).toBe(true)
  })
})

describe('while it runs', () => {
  test('nothing is made as long as nothing changes', async () => {
    const h = await host()
    const tls = h.make()
    await tls.start()
    h.world.now += 100 * DAY
    await tls.check()
    expect(h.changes).toEqual([])
  })

  test('at two thirds of its life a certificate with a new key follows, from the same authority', async () => {
    const h = await host()
    const tls = h.make()
    const first = await tls.start()
    h.world.now = Date.parse(leafOf(first).validFrom) + ((397 * 2) / 3) * DAY - 1000
    await tls.check()
    expect(h.changes, 'a second before').toHaveLength(0)
    h.world.now += 2000
    await tls.check()
    expect(h.changes).toHaveLength(1)
    const { material } = h.changes[0] as { material: TlsMaterial }
    expect(Date.parse(leafOf(material).validTo)).toBeGreaterThan(Date.parse(leafOf(first).validTo))
    expect(material.key).not.toBe(first.key)
    expect(leafOf(material).verify(new X509Certificate(readFileSync(tls.caFile)).publicKey)).toBe(true)
    await tls.check()
    expect(h.changes).toHaveLength(1)
  })

  test('a clock that was set back is noticed too', async () => {
    const h = await host()
    const tls = h.make()
    await tls.start()
    h.world.now -= 30 * DAY
    await tls.check()
    expect(h.changes).toHaveLength(1)
  })

  test('a new address of the machine or of the setting is covered at the next look, with the same key', async () => {
    const h = await host()
    const tls = h.make()
    const first = await tls.start()
    h.world.network = ['192.168.1.2', '10.9.9.9']
    h.world.addresses = ['team.lan']
    await tls.check()
    const { material, hosts } = h.changes[0] as (typeof h.changes)[0]
    expect(leafOf(material).checkIP('10.9.9.9')).toBe('10.9.9.9')
    expect(leafOf(material).checkHost('team.lan')).toBe('team.lan')
    expect(material.key).toBe(first.key)
    expect(hosts).toEqual(expect.arrayContaining(['10.9.9.9', 'team.lan', 'localhost']))
    expect(tls.hosts()).toEqual(hosts)
  })

  test('a name the authority may not vouch for is left out, told, and still answered to', async () => {
    const h = await host()
    const tls = h.make()
    await tls.start()
    h.world.addresses = ['chat.example.com', 'team.lan']
    await tls.check()
    const { material, hosts } = h.changes[0] as (typeof h.changes)[0]
    expect(leafOf(material).checkHost('chat.example.com')).toBeUndefined()
    expect(leafOf(material).checkHost('team.lan')).toBe('team.lan')
    expect(hosts).toContain('chat.example.com')
    expect(state(h)).toMatchObject({ state: 'degraded', reason: expect.stringContaining('chat.example.com') })
    h.world.addresses = []
    await tls.check()
    expect(state(h).state).toBe('running')
  })

  test('public addresses of the machine are left out quietly', async () => {
    const h = await host()
    h.world.network = ['2001:db8::7']
    const tls = h.make()
    expect(leafOf(await tls.start()).checkIP('2001:db8::7')).toBeUndefined()
    expect(tls.hosts()).toContain('2001:db8::7')
    expect(state(h).state).toBe('running')
  })

  test('a disk that refuses the new certificate leaves the old one in service', async () => {
    const h = await host()
    const tls = h.make()
    await tls.start()
    rmSync(h.folder, { recursive: true })
    h.world.addresses = ['team.lan']
    await tls.check()
    expect(h.changes).toEqual([])
    expect(state(h)).toMatchObject({ state: 'degraded', reason: expect.stringContaining('could not be made') })
  })
})

describe('over the wire', () => {
  async function served() {
    const h = await host()
    const tls = h.make()
    const server = createServer(tlsOptions(await tls.start()), (socket) =>
      socket.on('error', () => undefined).end('ok'),
    )
    server.on('tlsClientError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const port = (server.address() as AddressInfo).port
    const openssl = (...args: string[]) =>
      new Promise<string>((resolve) => {
        const child = execFile('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], (_error, out, err) =>
          resolve(out + err),
        )
        child.stdin?.end()
      })
    return { port, openssl, ca: tls.caFile }
  }

  test('a client that trusts the authority gets TLS 1.3 and 1.2 with forward secrecy, checked by OpenSSL', async () => {
    const { openssl, ca } = await served()
    const trust = ['-CAfile', ca, '-verify_return_error', '-verify_ip', '127.0.0.1']
    expect(await openssl(...trust)).toMatch(/TLSv1\.3.*[\s\S]*Verify return code: 0 \(ok\)/)
    expect(await openssl(...trust, '-tls1_2')).toMatch(
      /Cipher is ECDHE-RSA-AES128-GCM-SHA256[\s\S]*Verify return code: 0/,
    )
  })

  test.each([
    ['TLS 1.1', ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']],
    ['CBC', ['-tls1_2', '-cipher', 'ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:@SECLEVEL=0']],
    ['RSA key exchange', ['-tls1_2', '-cipher', 'AES128-GCM-SHA256:AES256-GCM-SHA384']],
    ['CCM8', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-CCM8:AES128-CCM8:@SECLEVEL=0']],
    ['ARIA', ['-tls1_2', '-cipher', 'ECDHE-ARIA128-GCM-SHA256:ARIA128-GCM-SHA256']],
    ['finite-field Diffie-Hellman', ['-tls1_2', '-cipher', 'DHE-RSA-AES128-GCM-SHA256']],
  ])('%s is refused', async (_what, args) => {
    const { openssl } = await served()
    expect(await openssl('-tls1_2'), 'the server answers').toContain('BEGIN CERTIFICATE')
    expect(await openssl(...args)).toMatch(/Cipher is \(NONE\)/)
  })

  test('Node verifies the name as browsers do', async () => {
    const { port, ca } = await served()
    const socket = connect({ port, host: '127.0.0.1', servername: 'nas.local', ca: readFileSync(ca) })
    await once(socket, 'secureConnect')
    expect(socket.authorized).toBe(true)
    socket.destroy()
  })
})
