import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serviceName } from '../../../server/contract/admin/services.ts'
import { KEPT_SECRET } from '../../../server/contract/settings/entry.ts'
import { openControlPlane } from '../../../server/control/control-plane.ts'
import { CONTROL_MIGRATIONS } from '../../../server/control/migrations.ts'
import { openControlDb } from '../../../server/control/open-database.ts'
import { createServices, stateOf } from '../../../server/control/services.ts'
import { withoutKept, withoutSecrets } from '../../../server/control/settings-store.ts'
import { openVault } from '../../../server/control/vault.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { tempFolder } from '../../support/temp-folder.ts'

async function openAt(now = Date.now) {
  const path = join(await tempFolder(), 'appliance.db')
  const open = () => openControlPlane(path, silentLog, now)
  const control = open()
  onTestFinished(() => control.close())
  return { path, control, open }
}

describe('appliance.db', () => {
  test('is private with all its side files, durable, and keeps its identity', async () => {
    const { path, control, open } = await openAt()
    const folder = join(path, '..')
    expect(readdirSync(folder)).toContain('appliance.db-wal')
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0)
    expect(control.db.pragma('synchronous', { simple: true })).toBe(2)
    const again = open()
    expect(again.instanceId).toBe(control.instanceId)
    expect(control.cookieSuffix).toMatch(/^[0-9a-f]{6}$/)
    again.close()
  })

  test('of a newer Hearth is refused in one sentence and left as it was', async () => {
    const { path, control } = await openAt()
    control.close()
    const db = new Database(path)
    db.pragma(`user_version = ${CONTROL_MIGRATIONS.length + 3}`)
    db.close()
    const before = statSync(path).mtimeMs
    expect(() => openControlDb(path)).toThrow(/was written by a newer Hearth \(format \d+, this one knows \d+\)/)
    expect(statSync(path).mtimeMs).toBe(before)
  })

  test('that is damaged is named with what to do', async () => {
    const path = join(await tempFolder(), 'appliance.db')
    writeFileSync(path, 'not a database, but long enough to look like one'.repeat(100))
    expect(() => openControlDb(path)).toThrow(/is damaged; restore a backup/)
  })

  test('a step of its schema that fails changes nothing', async () => {
    const { path, control } = await openAt()
    control.close()
    const broken = [...CONTROL_MIGRATIONS, 'create table half (x int); create table fact (x int)']
    expect(() => openControlDb(path, broken)).toThrow(/already exists/)
    const db = openControlDb(path)
    expect(db.pragma('user_version', { simple: true })).toBe(CONTROL_MIGRATIONS.length)
    expect(db.prepare("select 1 from sqlite_master where name = 'half'").get()).toBeUndefined()
    db.close()
  })
})

describe('settings', () => {
  test('have their defaults, keep changes over a restart, and tell listeners what really changed', async () => {
    const { control, open } = await openAt()
    const heard: unknown[] = []
    control.settings.onChange((values, changed) => heard.push([values.rate_limit_api_per_minute, changed]))
    expect(control.settings.current().port).toBe(8443)
    expect(control.settings.isChosen('port')).toBe(false)
    control.settings.update({ rate_limit_api_per_minute: 0, port: 8443 })
    control.settings.update({ rate_limit_api_per_minute: 0 })
    expect(heard).toEqual([[0, ['rate_limit_api_per_minute']]])
    const again = open()
    expect(again.settings.current().rate_limit_api_per_minute).toBe(0)
    expect(again.settings.isChosen('port')).toBe(true)
    again.close()
  })
})

describe('high-water marks', () => {
  test('only rise, each by itself, over restarts', async () => {
    const { control, open } = await openAt()
    expect(control.highWater()).toEqual({ messageId: 0, eventId: 0 })
    control.raiseHighWater({ messageId: 50, eventId: 900 })
    control.raiseHighWater({ messageId: 40 })
    control.raiseHighWater({ eventId: 901 })
    const again = open()
    expect(again.highWater()).toEqual({ messageId: 50, eventId: 901 })
    again.close()
  })
})

describe('secrets', () => {
  const key = Buffer.alloc(32, 7)

  test('are unreadable in the file, and each only under its own name and key', async () => {
    const { path, control } = await openAt()
    const vault = openVault(control.db, key)
    vault.set('a', Buffer.from('canary-5ecret'))
    expect(vault.get('a')?.toString()).toBe('canary-5ecret')
    control.db.pragma('wal_checkpoint(truncate)')
    expect(readFileSync(path).includes('canary-5ecret')).toBe(false)

    control.db.prepare("insert into secret select 'b', sealed from secret where name = 'a'").run()
    expect(() => vault.get('b'), 'moved to another name').toThrow()
    const sealed = control.db.prepare<[], Buffer>("select sealed from secret where name = 'a'").pluck().get()
    if (sealed) sealed[13] = (sealed[13] ?? 0) ^ 1
    control.db.prepare("update secret set sealed = ? where name = 'a'").run(sealed)
    expect(() => vault.get('a'), 'a bit was changed').toThrow()
    expect(() => openVault(control.db, Buffer.alloc(32, 8))).toThrow(/not the one its secrets were encrypted with/)
  })

  test('that are missing are made once', async () => {
    const { control } = await openAt()
    const vault = openVault(control.db, key)
    let made = 0
    const make = () => Buffer.from(`made ${++made}`)
    expect(vault.getOrCreate('p', make).toString()).toBe('made 1')
    expect(openVault(control.db, key).getOrCreate('p', make).toString()).toBe('made 1')
  })

  test('the same secret is sealed differently each time', async () => {
    const { control } = await openAt()
    const vault = openVault(control.db, key)
    const sealed = () => control.db.prepare("select sealed from secret where name = 'x'").pluck().get()
    vault.set('x', Buffer.from('same'))
    const first = sealed()
    vault.set('x', Buffer.from('same'))
    expect(sealed()).not.toEqual(first)
  })
})

describe('one-time links', () => {
  test('open one session, once', async () => {
    const { control } = await openAt()
    const { token } = control.access.createLink()
    const session = control.access.exchange(token)
    expect(session).toBeDefined()
    expect(control.access.exchange(token)).toBeUndefined()
    expect(control.access.findSession(session as string)?.shortId).toMatch(/^[0-9a-f]{8}$/)
    expect(control.access.findSession(token)).toBeUndefined()
  })

  test('are over after ten minutes, sessions after twelve hours', async () => {
    let now = 1_000_000
    const { control } = await openAt(() => now)
    const old = control.access.createLink().token
    now += 10 * 60_000
    expect(control.access.exchange(old)).toBeUndefined()
    const session = control.access.exchange(control.access.createLink().token) as string
    now += 12 * 3_600_000 - 1
    expect(control.access.findSession(session)).toBeDefined()
    now += 1
    expect(control.access.findSession(session)).toBeUndefined()
  })

  test('and sessions are nowhere in the file', async () => {
    const { path, control } = await openAt()
    const link = control.access.createLink().token
    const session = control.access.exchange(control.access.createLink().token) as string
    control.db.pragma('wal_checkpoint(truncate)')
    const file = readFileSync(path)
    for (const token of [link, session]) {
      expect(file.includes(token)).toBe(false)
      expect(file.includes(Buffer.from(token, 'base64url'))).toBe(false)
    }
  })
})

describe('the audit log', () => {
  test('lists newest first in pages and hides secrets', async () => {
    const { control } = await openAt()
    for (let i = 1; i <= 5; i++) {
      control.audit.append({ actor: 'host', operation: `o${i}`, input: { password: 'canary', n: i }, outcome: 'ok' })
    }
    const first = control.audit.list(2)
    expect(first.map((entry) => entry.operation)).toEqual(['o5', 'o4'])
    expect(control.audit.list(2, first[1]?.id).map((entry) => entry.operation)).toEqual(['o3', 'o2'])
    expect(first[0]?.input).toEqual({ password: '[hidden]', n: 5 })
  })
})

describe('services', () => {
  test('begin stopped and remember what they were, without repetitions', () => {
    let now = 1
    const services = createServices(silentLog, () => now++)
    expect(services.all().map((service) => service.state)).toEqual(serviceName.options.map(() => 'stopped'))
    services.set('postgres', stateOf('starting'))
    services.set('postgres', stateOf('degraded', 'It died', 'Wait'))
    services.set('postgres', stateOf('degraded', 'It died', 'Wait'))
    services.set('postgres', stateOf('running'))
    expect(services.get('postgres')).toMatchObject({ state: 'running', reason: '', advice: '' })
    expect(services.history().map(({ state }) => state)).toEqual(['stopped', 'starting', 'degraded'])
  })
})

describe('settings that are secrets', () => {
  test('lie in the vault alone, survive a restart, and are never shown', async () => {
    const { path, control, open } = await openAt()
    const key = Buffer.alloc(32, 9)
    expect(() => control.settings.update({ smtp_password: 'canary-5ecret' })).toThrow(/before the vault is open/)
    control.settings.keepSecretsIn(openVault(control.db, key))
    control.settings.update({ smtp_password: 'canary-5ecret', smtp_username: 'hearth' })
    control.db.pragma('wal_checkpoint(truncate)')
    expect(readFileSync(path).includes('hearth'), 'the premise').toBe(true)
    expect(readFileSync(path).includes('canary-5ecret')).toBe(false)
    const again = open()
    onTestFinished(() => again.close())
    again.settings.keepSecretsIn(openVault(again.db, key))
    expect(again.settings.current()).toMatchObject({ smtp_password: 'canary-5ecret', bigbluebutton_secret: '' })
    expect(withoutSecrets(again.settings.current())).toMatchObject({
      smtp_password: KEPT_SECRET,
      bigbluebutton_secret: '',
      smtp_username: 'hearth',
    })
    // A form gives back what it was shown.
    again.settings.update(withoutKept({ smtp_password: KEPT_SECRET, smtp_username: 'other' }))
    expect(again.settings.current()).toMatchObject({ smtp_password: 'canary-5ecret', smtp_username: 'other' })
  })
})
