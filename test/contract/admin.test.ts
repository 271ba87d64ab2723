import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askHost } from '../../server/admin/socket-client.ts'
import type { SetupState } from '../../server/contract/admin/setup.ts'
import { type DataFolder, findDataFolder } from '../../server/lib/data-folder.ts'
import { hearth, https, type ReadyLine } from '../server/cli/host-process.ts'
import { createDataFolder } from '../support/host.ts'
import { startSmtp } from '../support/smtp.ts'
import { byHttps, closeOrganization } from './admin-cases.ts'

const LONG = { timeout: 90_000 }
const PASSWORD = 'canary: oak stairs creak at nine'
const OWNER = { step: 'owner', full_name: 'Ruth Abel', email: 'ruth@acme.test' }

interface Reply {
  readonly ok: boolean
  // biome-ignore lint/suspicious/noExplicitAny: whatever an operation answers
  readonly output: any
  readonly error: { code: string; message: string }
}
type Ask = (operation: string, input?: unknown) => Promise<Reply>

/** An admin operation over the socket of the command line. */
function bySocket(folder: DataFolder): Ask {
  return async (operation, input = {}) => (await askHost(folder, operation, input)) as unknown as Reply
}

/** The same in a browser. */
async function inBrowser(ready: ReadyLine): Promise<Ask> {
  const run = await byHttps(ready)
  return async (operation, input = {}) => (await run(operation, input)) as unknown as Reply
}

async function start(data: string) {
  const host = hearth(['host', '--data', data, '--port', '0'])
  const ready = await host.ready()
  return { host, ready, folder: await findDataFolder(data) }
}

async function call(
  ready: ReadyLine,
  path: string,
  form?: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const options = form ? { method: 'POST', body: form, headers } : { headers }
  const { status, body, headers: received } = await https(ready, path, options)
  return {
    status,
    body: JSON.parse(body) as Record<string, unknown>,
    cookie: String(received['set-cookie']).split(';')[0],
  }
}

test(
  'a host without an organization waits for the wizard, which survives a crash and invites the first colleague',
  LONG,
  async () => {
    const data = createDataFolder()
    const first = await start(data)
    const socket = bySocket(first.folder)
    const browser = await inBrowser(first.ready)

    const closed = await call(first.ready, '/json/login', { username: OWNER.email, password: PASSWORD })
    expect(closed).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } })
    expect(closed.body['msg']).toMatch(/not set up yet/)
    expect((await call(first.ready, '/api/v1/server_settings')).status).toBe(503)
    for (const ask of [socket, browser]) {
      expect((await ask('setup.state')).output).toMatchObject({ step: 'organization', owner: null })
      expect((await ask('appliance.status')).output).toMatchObject({ isSetUp: false })
      expect((await ask('setup.finish')).error).toMatchObject({ code: 'BAD_REQUEST' })
      expect((await ask('invites.create')).error.message).toMatch(/before the setup is finished/)
    }
    expect((await browser('setup.save', { step: 'organization', name: 'Larch & Lime' })).output.step).toBe('owner')
    expect((await socket('setup.save', OWNER)).error.message).toMatch(/Choose a password/)
    expect((await browser('setup.save', { ...OWNER, password: 'ruth abel' })).error.message).toMatch(
      /too easy to guess/,
    )
    expect((await browser('setup.save', { ...OWNER, full_name: '@ll', password: PASSWORD })).error.code).toBe(
      'BAD_REQUEST',
    )
    expect((await browser('setup.save', { ...OWNER, password: PASSWORD })).output).toMatchObject({
      step: 'address',
      owner: { full_name: 'Ruth Abel', email: OWNER.email },
    })

    first.host.child.kill('SIGKILL')
    await first.host.ended
    const { ready, folder } = await start(data)
    const again = bySocket(folder)
    const { output } = (await again('setup.state')) as { output: SetupState }
    expect(output).toMatchObject({ step: 'address', organization: { name: 'Larch & Lime' } })
    const { port } = output.found
    const wrong = { step: 'address', addresses: ['https://x'], port }
    expect((await again('setup.save', wrong)).error.message).toMatch(/must be a host name or an IP address/)
    expect((await again('setup.save', { step: 'address', addresses: ['team.lan'], port })).output.step).toBe(
      'certificate',
    )
    expect((await again('setup.save', { step: 'certificate', kind: 'magic' })).error.code).toBe('BAD_REQUEST')
    expect((await again('setup.save', { step: 'certificate', kind: 'local' })).output.step).toBe('ready')
    const finished = await Promise.all([again('setup.finish'), again('setup.finish')])
    for (const reply of finished)
      expect(reply).toMatchObject({ ok: true, output: { state: { step: 'finished' }, needsRestart: [] } })
    expect((await again('setup.save', { step: 'organization', name: 'Mine' })).error.message).toMatch(/set up already/)

    const operator = await inBrowser(ready)
    const invited = (await operator('invites.create', {})).output
    expect(invited.link).toMatch(/^https:\/\/team\.lan:\d+\/join\/[\w-]{43}$/)
    expectCovered(invited.trustLink, output.found.addresses)
    const path = `/json${new URL(invited.link).pathname}`
    expect((await call(ready, path)).body).toMatchObject({
      valid: true,
      organization: 'Larch & Lime',
      invited_by: 'Ruth Abel',
    })
    const joined = await call(ready, path, {
      full_name: 'Olu',
      email: 'olu@acme.test',
      password: 'a kettle for everyone',
    })
    expect(joined).toMatchObject({ status: 200, body: { email: 'olu@acme.test' } })
    const session = { cookie: joined.cookie ?? '' }
    expect((await call(ready, '/json/users/me', undefined, session)).body).toMatchObject({
      full_name: 'Olu',
      role: 400,
    })
    const mine = await call(ready, '/json/users/me/subscriptions', undefined, session)
    expect(mine.body['subscriptions']).toMatchObject([{ name: 'general' }])
    const login = await call(ready, '/json/login', { username: OWNER.email, password: PASSWORD })
    expect(login.status, 'the owner has the password that was given before the crash').toBe(200)

    await expectMail(again, operator)
    await expectReopening(ready, again, operator)
    const { entries } = (await again('audit.list', { limit: 500 })).output as {
      entries: { operation: string; outcome: string }[]
    }
    const audit = new Set(entries.map(({ operation, outcome }) => `${operation} ${outcome}`))
    for (const entry of ['setup.save ok', 'setup.save BAD_REQUEST', 'setup.finish ok', 'invites.create ok']) {
      expect(audit, entry).toContain(entry)
    }
    const kept =
      readFileSync(join(data, 'appliance.db'), 'latin1') + readFileSync(join(data, 'logs', 'hearth.log'), 'latin1')
    expect(kept + JSON.stringify(entries)).not.toContain('canary')
    await expectDashboard(again, operator)
  },
)

/** Trust is learnt at an address of the network that the certificate covers, where this computer has one. */
function expectCovered(trustLink: string, certified: readonly string[]) {
  const addresses = certified.filter((name) => isIP(name) !== 0 && !/^(127\.|::1$)/.test(name))
  if (addresses.length > 0) expect(addresses).toContain(hostOf(trustLink))
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '')
}

/** A mail server that asks for a password, which is kept and never shown. */
async function expectMail(...asks: Ask[]) {
  const smtp = await startSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'canary-smtp' ? done(null, { user: username ?? '' }) : done(new Error('wrong')),
  })
  onTestFinished(() => smtp.stop())
  for (const ask of asks) {
    const none = await ask('mail.sendTest', { to: 'ruth@acme.test' })
    expect(none.error.message).toMatch(/No mail server is set up/)
    const login = { smtp_username: 'hearth', smtp_password: 'canary-smtp', smtp_security: 'none' }
    await ask('settings.update', { smtp_host: 'localhost' })
    expect((await ask('mail.sendTest', { to: 'ruth@acme.test' })).error.message).toMatch(/No sender of mails/)
    const server = { smtp_host: 'localhost', smtp_port: smtp.port, smtp_from: 'hearth@acme.test' }
    const { output } = await ask('settings.update', { ...login, ...server })
    expect(output.values).toMatchObject({ ...server, smtp_password: '********' })
    // A form gives back what it was shown.
    await ask('settings.update', { smtp_password: output.values.smtp_password })
    expect(await ask('mail.sendTest', { to: 'ruth@acme.test' })).toMatchObject({ ok: true })
    expect(smtp.mails.at(-1)).toMatchObject({ to: ['ruth@acme.test'], user: 'hearth' })
    await ask('settings.update', { smtp_password: 'wrong' })
    expect((await ask('mail.sendTest', { to: 'ruth@acme.test' })).error.message).toMatch(/^The mail was not sent: /)
    await ask('settings.update', { smtp_host: '', smtp_from: '' })
  }
}

async function expectReopening(ready: ReadyLine, ...asks: Ask[]) {
  const account = { username: OWNER.email, password: PASSWORD }
  for (const ask of asks) {
    await closeOrganization(ready, OWNER.email, PASSWORD)
    expect((await call(ready, '/json/login', account)).body).toMatchObject({ code: 'REALM_DEACTIVATED' })
    expect((await ask('organization.state')).output).toMatchObject({ name: 'Larch & Lime', reason: 'owner_request' })
    const chat = (await ask('appliance.status')).output.services.find(({ name }: { name: string }) => name === 'chat')
    expect(chat).toMatchObject({ state: 'degraded', advice: expect.stringMatching(/organization\.reactivate/) })
    expect((await ask('organization.reactivate')).output).toMatchObject({ deactivatedAt: null })
    expect((await ask('organization.reactivate')).error.message).toBe('This organization is not deactivated')
    expect((await call(ready, '/json/login', account)).status).toBe(200)
  }
}

async function expectDashboard(...asks: Ask[]) {
  for (const ask of asks) {
    const { output } = await ask('appliance.status')
    expect(output).toMatchObject({ isSetUp: true, url: expect.stringMatching(/^https:\/\/team\.lan:/), localName: '' })
    const { found } = (await ask('setup.state')).output as SetupState
    expect(output.urls.map(hostOf).sort()).toEqual([...found.addresses].sort())
    expect(output.qr).toMatchObject({ text: output.trustUrl, path: expect.stringMatching(/^M4 4h7v1h-7z/) })
    expect(
      output.services.every(
        (service: { state: string; advice: string }) => service.state !== 'degraded' || service.advice,
      ),
    ).toBe(true)
    const off = await ask('settings.update', { plain_http_enabled: false })
    expect(off).toMatchObject({ ok: true, output: { needsRestart: [], values: { plain_http_enabled: false } } })
    await expect.poll(async () => (await ask('appliance.status')).output.trustUrl).toBe('')
    await ask('settings.update', { plain_http_enabled: true })
    await expect.poll(async () => (await ask('appliance.status')).output.trustUrl).toMatch(/^http:/)
    expect((await ask('settings.update', { mdns_name: 'Two words' })).error.message).toMatch(/one word/)
    expect((await ask('invites.create', { role: 'king' })).error.code).toBe('BAD_REQUEST')
    expect(
      (await ask('invites.create', { role: 'guest', reusable: false, expiresInMinutes: null })).output,
    ).toMatchObject({ expiresAt: null })
  }
}
