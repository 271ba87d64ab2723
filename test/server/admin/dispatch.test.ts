import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDispatch } from '../../../server/admin/dispatch.ts'
import { createHandlers } from '../../../server/admin/handlers.ts'
import { askHost, runOnHost } from '../../../server/admin/socket-client.ts'
import { serveAdminSocket } from '../../../server/admin/socket-server.ts'
import { createAdminTransport } from '../../../server/admin/transport.ts'
import type { ApplianceStatus } from '../../../server/contract/admin/appliance.ts'
import { openControlPlane } from '../../../server/control/control-plane.ts'
import { prepareDataFolder } from '../../../server/lib/data-folder.ts'
import { takeInstanceLock } from '../../../server/lib/instance-lock.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const host = { kind: 'host' } as const
const operator = { kind: 'operator', sessionId: 'abcd' } as const

async function appliance() {
  const folder = await prepareDataFolder(await tempFolder())
  const control = openControlPlane(folder.applianceDb, silentLog)
  onTestFinished(() => control.close())
  let stops = 0
  const unused = () => {
    throw new Error('belongs to another test')
  }
  const handlers = {
    'setup.state': unused,
    'setup.save': unused,
    'setup.finish': unused,
    'invites.create': unused,
    'organization.state': unused,
    'organization.reactivate': unused,
    'mail.sendTest': unused,
    ...createHandlers({
      control,
      status: (): ApplianceStatus => {
        throw new TypeError('canary: a fault of ours')
      },
      requestStop: () => stops++,
      createLinks: () => {
        const { token, expiresAt } = control.access.createLink()
        return { links: [`https://localhost/admin/#${token}`], expiresAt }
      },
    }),
  }
  const dispatch = createDispatch({ handlers, audit: control.audit, log: silentLog })
  return { folder, control, dispatch, stops: () => stops }
}

describe('an admin operation', () => {
  test('that does not exist, or has the name of something of JavaScript, is refused', async () => {
    const { dispatch } = await appliance()
    for (const name of ['nothing.here', 'constructor', '__proto__']) {
      expect(await dispatch(host, name, {}), name).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    }
  })

  test('with a wrong input says where and why', async () => {
    const { dispatch, control } = await appliance()
    const reply = await dispatch(host, 'settings.update', { rate_limit_api_per_minute: -1, nonsense: 1 })
    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'BAD_REQUEST',
        problems: [
          { path: 'rate_limit_api_per_minute', message: 'is too small: at least 0' },
          { path: 'nonsense', message: 'is not known' },
        ],
      },
    })
    expect(control.settings.current().rate_limit_api_per_minute).toBe(200)
  })

  test('that needs somebody at the machine is refused to a browser', async () => {
    const { dispatch, control } = await appliance()
    expect(await dispatch(operator, 'admin.createLink', {})).toMatchObject({ error: { code: 'FORBIDDEN' } })
    expect(await dispatch(operator, 'settings.update', { port: 9000 })).toMatchObject({ error: { code: 'FORBIDDEN' } })
    expect(control.settings.current().port).toBe(8443)
    expect(await dispatch(host, 'settings.update', { port: 9000 })).toMatchObject({
      ok: true,
      output: { needsRestart: ['port'] },
    })
  })

  test('that fails inside tells nothing of it', async () => {
    const { dispatch } = await appliance()
    const reply = await dispatch(host, 'appliance.status', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL_ERROR' } })
    expect(JSON.stringify(reply)).not.toContain('canary')
  })

  test('that changes something is audited with its outcome, also when refused; a query is not', async () => {
    const { dispatch } = await appliance()
    await dispatch(operator, 'settings.update', { rate_limit_api_per_minute: 0 })
    await dispatch(operator, 'admin.createLink', {})
    await dispatch(operator, 'settings.get', {})
    const reply = await dispatch(host, 'audit.list', {})
    const { entries } = (reply as { output: { entries: object[] } }).output
    expect(entries).toMatchObject([
      { actor: 'session abcd', operation: 'admin.createLink', outcome: 'FORBIDDEN' },
      { actor: 'session abcd', operation: 'settings.update', input: { rate_limit_api_per_minute: 0 }, outcome: 'ok' },
    ])
    expect(entries).toHaveLength(2)
  })
})

describe('what the audit keeps of an input that was not valid', () => {
  test('is what the operation knows and is no secret (attack: reading a mistyped password there)', async () => {
    const { dispatch, control } = await appliance()
    const owner = { step: 'owner', full_name: 'Ruth', email: 'ruth@acme.test' }
    for (const [name, input] of [
      ['setup.save', { ...owner, passwort: 'canary-misspelt' }],
      ['setup.save', { ...owner, email: 'canary-wrong-field', password: 'canary-password' }],
      ['setup.save', { ...owner, full_name: { passwort: 'canary-deep' } }],
      ['setup.save', { step: 'nonsense', passwort: 'canary-no-step' }],
      ['setup.save', JSON.stringify({ ...owner, password: 'canary-text' })],
      ['setup.save', [{ passwort: 'canary-list' }]],
      ['settings.update', { mdns_enabled: false, port: 'x', ['canary key']: 1 }],
    ] as const) {
      expect(await dispatch(host, name, input)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
    }
    const kept = control.audit.list(10).map((entry) => entry.input)
    const rest = { '[left out]': 'the rest, as the input was not valid' }
    expect(kept.reverse()).toEqual([
      { ...owner, ...rest },
      { step: 'owner', full_name: 'Ruth', email: '[not valid]', password: '[hidden]', ...rest },
      { ...owner, full_name: '[not valid]', ...rest },
      rest,
      rest,
      rest,
      { mdns_enabled: false, port: '[not valid]', ...rest },
    ])
    expect(JSON.stringify(kept)).not.toContain('canary')
  })
})

describe('a browser', () => {
  test('needs a session, which a link opens once', async () => {
    const { control, dispatch } = await appliance()
    const transport = createAdminTransport(control, dispatch)
    expect(transport.cookieName).toMatch(/^__Host-hearth-admin-[0-9a-f]{6}$/)
    for (const cookie of [undefined, '', 'guess']) {
      expect(await transport.dispatch(cookie, 'settings.get', {})).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
    }
    const session = transport.exchangeToken(control.access.createLink().token)
    expect(await transport.dispatch(session, 'settings.get', {})).toMatchObject({ ok: true })
  })
})

describe('the socket of the command line', () => {
  async function serving() {
    const a = await appliance()
    const lock = await takeInstanceLock(a.folder.run)
    const path = join(a.folder.run, 'admin.sock')
    const socket = await serveAdminSocket(path, a.dispatch, silentLog)
    onTestFinished(async () => {
      await socket.close()
      await lock.release()
    })
    await lock.publish({ adminSocket: path })
    return { ...a, path }
  }

  test('is for this account only and acts as the host', async () => {
    const { folder, path } = await serving()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await runOnHost(folder, 'admin.createLink')).links[0]).toMatch(/#[\w-]{43}$/)
    expect(await askHost(folder, 'nothing.here', {})).toMatchObject({ error: { code: 'NOT_FOUND' } })
    await expect(runOnHost(folder, 'settings.update', { port: 'x' })).rejects.toThrow('port must be a number')
  })

  test('answers a stop before it begins', async () => {
    const { folder, stops } = await serving()
    expect(await runOnHost(folder, 'appliance.stop')).toEqual({ pid: process.pid })
    await expect.poll(stops).toBe(1)
  })

  test('takes large input in pieces, refuses nonsense, and survives callers that hang up', async () => {
    const { folder, path, control } = await serving()
    const addresses = Array.from({ length: 50 }, (_, i) => `${'a'.repeat(60)}.${'b'.repeat(60)}.n${i}.lan`)
    await runOnHost(folder, 'settings.update', { addresses })
    expect(control.settings.current().addresses).toEqual(addresses)

    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        let reply = ''
        const socket = connect(path, () => socket.write(text))
        socket.on('data', (chunk) => (reply += String(chunk))).on('close', () => resolve(reply))
      })
    expect(await raw('nonsense\n')).toContain('not a line of JSON')
    expect(await raw('{"operation":1}\n')).toContain('not a line of JSON')
    expect(await raw('x'.repeat(2 * 1024 * 1024))).toContain('not a line of JSON')
    const rude = connect(path, () => rude.end('{"operation":"settings.get"}\n', () => rude.destroy()))
    await new Promise((resolve) => rude.on('close', resolve))
    expect(await askHost(folder, 'settings.get', {})).toMatchObject({ ok: true })
  })

  test('of a host that is gone is not looked for', async () => {
    const { folder } = await appliance()
    await expect(askHost(folder, 'settings.get', {})).rejects.toThrow(/No Hearth runs on .*; start it first/)
  })
})
