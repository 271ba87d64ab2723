import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isAlive } from '../../../server/lib/instance-lock.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { FILE, hearth, https } from './host-process.ts'

const LONG = { timeout: 90_000 }

async function newData(content: unknown = FILE) {
  const temp = await tempFolder()
  const file = join(temp, 'file.json')
  writeFileSync(file, JSON.stringify(content))
  const data = join(temp, 'data')
  const start = (more: string[] = [], how = {}) => hearth(['host', '--data', data, '--port', '0', ...more], how)
  return { temp, data, file, start }
}

function postmaster(data: string): number {
  return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** What a command that should fail says; its exit code is 1 and it prints nothing else. */
async function refusal(args: string[]): Promise<string> {
  const run = hearth(args)
  expect(await run.ended).toBe(1)
  expect(run.stdout()).toBe('')
  const sentence = run.stderr()
  expect(sentence.trim().split('\n'), sentence).toHaveLength(1)
  expect(sentence).not.toMatch(/\n\s+at /)
  return sentence
}

describe('a host, from its first start to its last', () => {
  test('serves, refuses a second host, hands out links, and stops clean', LONG, async () => {
    const { data, file, start } = await newData()
    const first = start(['--unattended', file, '--headless'])
    const ready = await first.ready()

    expect(first.stdout()).toBe(`${JSON.stringify(ready)}\n`)
    expect(ready).toMatchObject({ ready: true, pid: first.child.pid, ca: join(data, 'tls', 'ca.pem') })
    expect(ready.url).toMatch(/^https:\/\/localhost:\d+$/)
    expect(ready.adminUrl).toMatch(/^https:\/\/localhost:\d+\/admin\/#[\w-]{43}$/)
    expect((await https(ready, '/health/ready')).status).toBe(200)
    for (const name of ['localhost', 'team.lan', '127.0.0.1']) expect(first.stderr()).toContain(`https://${name}:`)

    expect(await refusal(['host', '--data', data, '--port', '0'])).toContain(`process ${ready.pid}, ${ready.url}`)
    const other = await newData()
    const port = new URL(ready.url).port
    expect(await refusal(['host', '--data', other.data, '--port', port])).toContain(`Port ${port} is already used`)

    await checkAdministration(data, ready)

    const database = postmaster(data)
    expect(isAlive(database)).toBe(true)
    const stop = hearth(['stop', '--data', data])
    expect(await stop.ended).toBe(0)
    expect(await first.ended).toBe(0)
    expect(isAlive(database)).toBe(false)
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false)
    expect(existsSync(join(data, 'run', 'host.json'))).toBe(false)

    const again = start(['--unattended', '/nowhere.json'])
    await again.ready()
    expect(again.stderr()).toContain('The file given with --unattended is ignored')
    again.child.kill('SIGTERM')
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)

    const log = readFileSync(join(data, 'logs', 'hearth.log'), 'utf8')
    expect(log).toContain('/admin/#')
    for (const text of [log, first.stderr(), again.stderr()]) expect(text).not.toContain('canary')
    expect(await hearth(['stop', '--data', data]).ended, 'nothing to stop is success').toBe(0)
  })

  async function checkAdministration(data: string, ready: Awaited<ReturnType<ReturnType<typeof hearth>['ready']>>) {
    const links = hearth(['admin-link', '--data', data])
    expect(await links.ended).toBe(0)
    const [link = ''] = links.stdout().split('\n')
    expect(link.startsWith(`${ready.url}/admin/#`)).toBe(true)
    const body = { token: link.split('#')[1] }
    const foreign = await https(ready, '/admin/api/session', {
      method: 'POST',
      body,
      headers: { origin: 'https://evil.test' },
    })
    expect(foreign.status).toBe(403)
    const opened = await https(ready, '/admin/api/session', { method: 'POST', body, headers: { origin: ready.url } })
    expect(opened.status).toBe(200)
    const cookie = String(opened.headers['set-cookie'])
    expect(cookie).toMatch(
      /^__Host-hearth-admin-[0-9a-f]{6}=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict$/,
    )
    expect((await https(ready, '/admin/api/session', { method: 'POST', body })).status, 'a link works once').toBe(401)

    const ask = (operation: string, headers: Record<string, string>) =>
      https(ready, `/admin/api/${operation}`, { method: 'POST', body: {}, headers })
    const session = { cookie: cookie.split(';')[0] as string }
    const status = JSON.parse((await ask('appliance.status', session)).body) as {
      output: { services: { name: string; state: string }[] }
    }
    expect(status.output.services.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'storage running',
      'secrets degraded',
      'postgres running',
      'tls running',
      'chat running',
      'trust_page running',
      'discovery stopped',
    ])
    expect((await ask('appliance.status', {})).status).toBe(401)
    expect((await ask('appliance.status', { ...session, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('admin.createLink', session)).status, 'a session cannot renew itself').toBe(403)
    const form = { ...session, 'content-type': 'text/plain' }
    expect((await ask('appliance.status', form)).status, 'what a foreign form could send').toBe(415)

    const update = hearth(['admin', 'settings.update', '--data', data, '--json', '{"addresses":["chat.lan"]}'])
    expect(await update.ended).toBe(0)
    await expect.poll(async () => (await ask('appliance.status', { ...session, host: 'chat.lan' })).status).toBe(200)
    expect(await refusal(['admin', 'settings.update', '--data', data, '--json', '{"port":"x"}'])).toContain(
      'port must be a number',
    )
  }
})

describe('a host that ends in another way', () => {
  test('stopped in the middle of its first start it ends clean, and the next start succeeds', LONG, async () => {
    const { data, file, start } = await newData()
    const first = start(['--unattended', file])
    await expect.poll(() => first.stderr()).toContain('Creating the database')
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    expect(first.stdout()).toBe('')
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false)
    await start(['--unattended', file]).ready()
  })

  test('killed with -9 it leaves a folder that the next host takes over', LONG, async () => {
    const { data, start } = await newData()
    const first = start()
    await first.ready()
    first.child.kill('SIGKILL')
    expect(await first.ended).toBe('SIGKILL')
    expect(await hearth(['stop', '--data', data]).ended, 'its host.json is not believed').toBe(0)
    const ready = await start().ready()
    expect((await https(ready, '/health/ready')).status).toBe(200)
  })

  test('without its parent it stops by itself', LONG, async () => {
    const { start } = await newData()
    const host = start([], { ipc: true, env: { HEARTH_PARENT: 'ipc' } })
    await host.ready()
    host.child.disconnect()
    expect(await host.ended).toBe(0)
  })

  test('without anybody who reads its output it goes on', LONG, async () => {
    const { data, start } = await newData()
    const host = start()
    const ready = await host.ready()
    host.child.stdout?.destroy()
    host.child.stderr?.destroy()
    expect(await hearth(['admin', 'settings.update', '--data', data, '--json', '{"addresses":["a.lan"]}']).ended).toBe(
      0,
    )
    expect((await https(ready, '/health/ready')).status).toBe(200)
    host.child.kill('SIGTERM')
    expect(await host.ended).toBe(0)
  })

  test('after an error that nobody foresaw it stops its parts, logs the stack and exits 1', LONG, async () => {
    const { data, start } = await newData()
    const fault = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2',()=>{throw new Error('boom')})")}`
    const host = start([], { env: { NODE_OPTIONS: `--import=${fault}` } })
    await host.ready()
    host.child.kill('SIGUSR2')
    expect(await host.ended).toBe(1)
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false)
    expect(readFileSync(join(data, 'logs', 'hearth.log'), 'utf8')).toMatch(/"stack":"Error: boom\\n/)
  })
})

describe('what cannot work is one sentence', () => {
  test.each([
    [['host', '--prot', '1'], /Unknown option '--prot'; hearth --help/],
    [['host', '--port', 'x'], /--port must be a number from 0 to 65535, not "x"/],
    [['host', '--port'], /--port <value>.* argument missing; hearth --help/],
    [['host', 'extra'], /Unexpected argument 'extra'/],
    [['hots'], /There is no command "hots"/],
    [['stop', '--data', '/nowhere'], /There is no Hearth data in \/nowhere/],
    [['admin-link', '--data', '/nowhere'], /There is no Hearth data in \/nowhere/],
    [['admin', '--data', '/nowhere'], /Name one operation/],
    [['host', '--data', '/dev/null/x'], /a part of the path is a file/],
  ])('hearth %j', async (args, sentence) => {
    expect(await refusal(args)).toMatch(sentence)
  })

  test('a FILE that is not valid changes nothing: the next start with a good one is the first', LONG, async () => {
    const { data, file, start, temp } = await newData()
    const bad = join(temp, 'bad.json')
    writeFileSync(bad, JSON.stringify({ ...FILE, settings: { typo: 1 } }))
    const args = ['host', '--data', data, '--port', '0', '--unattended']
    expect(await refusal([...args, bad])).toContain('settings.typo is not known')
    expect(await refusal([...args, '/nowhere.json'])).toContain('there is no such file')
    const host = start(['--unattended', file])
    const ready = await host.ready()
    expect(host.stderr()).not.toContain('ignored')
    expect((await https(ready, '/health/ready', { headers: { host: 'team.lan' } })).status).toBe(200)
  })

  test('data of a newer Hearth', async () => {
    const { data } = await newData()
    const { prepareDataFolder } = await import('../../../server/lib/data-folder.ts')
    const { default: Database } = await import('better-sqlite3')
    const db = new Database((await prepareDataFolder(data)).applianceDb)
    db.pragma('user_version = 99')
    db.close()
    expect(await refusal(['host', '--data', data, '--port', '0'])).toContain('was written by a newer Hearth')
  })

  test('a master key that is gone', LONG, async () => {
    const { data, start } = await newData()
    const host = start()
    await host.ready()
    host.child.kill('SIGTERM')
    await host.ended
    const { rmSync } = await import('node:fs')
    rmSync(join(data, 'master.key'))
    expect(await refusal(['host', '--data', data, '--port', '0'])).toContain('The master key is missing')
    expect(existsSync(join(data, 'master.key'))).toBe(false)
  })
})
