import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { readPidFile } from '../../../server/postgres/pid-file.ts'
import { eventually } from '../../support/eventually.ts'
import {
  busyClient,
  closeOffices,
  emptyOffice,
  isGone,
  isRoot,
  type Office,
  office,
  pidsOf,
  query,
  recordingLog,
  removeTemplate,
} from './cluster.ts'

const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await closeOffices()
})
afterAll(removeTemplate)

const script = path.join(import.meta.dirname, 'host-process.ts')

function host(o: Office): ChildProcess {
  const child = spawn(process.execPath, [script, JSON.stringify(o.options)], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

/** The postmaster's pid, once the host says that it is ready. */
async function ready(child: ChildProcess): Promise<number> {
  let line = ''
  child.stdout?.on('data', (chunk) => {
    line += chunk
  })
  await eventually('the host is ready', () => line.includes('\n'))
  return JSON.parse(line).pid
}

async function timedStart(o: Office): Promise<number> {
  const begin = performance.now()
  await o.postgres.start()
  const took = performance.now() - begin
  console.info(`recovered in ${took.toFixed(0)} ms`)
  return took
}

function writePidFile(o: Office, pid: number | string): void {
  const file = path.join(o.dataDir, 'postmaster.pid')
  const lines = [
    pid,
    o.dataDir,
    Math.floor(Date.now() / 1000) - 86_400,
    5432,
    o.options.runDir,
    '',
    '  100  100',
    'ready   ',
  ]
  writeFileSync(file, typeof pid === 'number' ? `${lines.join('\n')}\n` : pid, { mode: 0o600 })
  const owner = statSync(o.dataDir)
  chownSync(file, owner.uid, owner.gid)
}

/** A process of the account that Postgres runs as, which is none of Postgres'. */
async function sleeper(o: Office, options: object = {}): Promise<ChildProcess> {
  const { uid, gid } = statSync(o.dataDir)
  const child = spawn('sleep', ['600'], { ...(isRoot ? { uid, gid } : {}), stdio: 'ignore', ...options })
  children.push(child)
  await once(child, 'spawn')
  return child
}

describe('a host that was killed', () => {
  test('leaves its server behind, which the next start replaces', async () => {
    const o = await office()
    const left = host(o)
    const pid = await ready(left)
    left.kill('SIGKILL')
    await once(left, 'exit')
    expect(isGone(pid)).toBe(false)
    expect(await timedStart(o)).toBeLessThan(30_000)
    expect(isGone(pid)).toBe(true)
    expect(o.postgres.pid).not.toBe(pid)
  })

  test('together with its postmaster leaves a busy backend behind, which the next start ends', async () => {
    const o = await office()
    const left = host(o)
    const pid = await ready(left)
    const client = await busyClient({
      ...o.options,
      host: readSocket(o),
      port: 5432,
      user: 'hearth',
      database: 'hearth',
    })
    // Waits for nothing, so it never notices by itself that its postmaster is gone.
    const busy = client.query(`do $$ begin loop end loop; end $$`).catch((e: Error) => e)
    await eventually('the backend is busy', () => pidsOf(o.dataDir).length > 1)
    left.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await eventually('the postmaster is gone', () => isGone(pid))
    expect(pidsOf(o.dataDir).length).toBeGreaterThan(0)
    expect(await timedStart(o)).toBeLessThan(30_000)
    expect(await busy).toBeInstanceOf(Error)
    await client.end().catch(() => {})
  })

  test('during the first start leaves a half-made cluster behind, which is made anew', async () => {
    const o = emptyOffice()
    const left = host(o)
    await eventually('initdb is at work', () => existsSync(path.join(`${o.dataDir}.new`, 'global')))
    left.kill('SIGKILL')
    await once(left, 'exit')
    expect(existsSync(o.dataDir)).toBe(false)
    const connection = await o.postgres.start()
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(existsSync(`${o.dataDir}.new`)).toBe(false)
    expect(pidsOf(`${o.dataDir}.new`)).toEqual([])
  })

  test('but leaves by itself through an uncaught error takes its server along', async () => {
    const o = await office()
    const leaving = host(o)
    const pid = await ready(leaving)
    leaving.stdin?.write('leave\n')
    await once(leaving, 'exit')
    await eventually('the server is gone', () => isGone(pid))
  })
})

function readSocket(o: Office): string {
  return readFileSync(path.join(o.dataDir, 'postmaster.pid'), 'utf8').split('\n')[4] ?? ''
}

describe('a server that was killed in the middle of writing', () => {
  test.each(['SIGQUIT', 'SIGKILL'] as const)(
    'by %s repairs itself and keeps what it had acknowledged',
    async (signal) => {
      const o = await office()
      const left = host(o)
      const pid = await ready(left)
      const client = await busyClient({
        ...o.options,
        host: readSocket(o),
        port: 5432,
        user: 'hearth',
        database: 'hearth',
      })
      await client.query('create table written (n int)')
      let acknowledged = 0
      const writing = (async () => {
        for (;;) {
          await client.query('insert into written values ($1)', [acknowledged + 1])
          acknowledged++
        }
      })().catch(() => {})
      await eventually('some rows are written', () => acknowledged > 50)
      left.kill('SIGKILL')
      process.kill(pid, signal)
      await writing
      expect(await timedStart(o)).toBeLessThan(30_000)
      const to = await o.postgres.start()
      const [row] = await query<{ n: number }>(to, 'select max(n) as n from written')
      expect(row?.n).toBeGreaterThanOrEqual(acknowledged)
      expect(row?.n).toBeLessThanOrEqual(acknowledged + 1)
      await client.end().catch(() => {})
    },
  )
})

describe('a stale postmaster.pid', () => {
  test('of a process that is gone does not matter', async () => {
    const o = await office()
    const child = await sleeper(o)
    child.kill('SIGKILL')
    await once(child, 'exit')
    writePidFile(o, child.pid ?? 0)
    await o.postgres.start()
  })

  test('whose number went to another program of the same account is moved aside, and that program lives on', async () => {
    const { log, text } = recordingLog()
    const o = await office({ log })
    const child = await sleeper(o)
    writePidFile(o, child.pid ?? 0)
    await o.postgres.start()
    expect(child.exitCode ?? child.signalCode).toBeNull()
    expect(text()).toContain('"holder":"sleep"')
    expect(existsSync(path.join(o.dataDir, 'postmaster.pid.stale'))).toBe(true)
  })

  test('whose number went to the Postgres of another folder is moved aside, and that Postgres lives on', async () => {
    const [o, other] = [await office(), await office()]
    const connection = await other.postgres.start()
    writePidFile(o, other.postgres.pid ?? 0)
    await o.postgres.start()
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test.runIf(isRoot)(
    'whose number went to another account (root only: it needs two accounts) is moved aside',
    async () => {
      const o = await office()
      const child = await sleeper(o, { uid: 65_534, gid: 65_534 })
      writePidFile(o, child.pid ?? 0)
      await o.postgres.start()
      expect(child.exitCode ?? child.signalCode).toBeNull()
    },
  )

  test('whose process is a zombie does not block', async () => {
    const o = await office()
    const { uid, gid } = statSync(o.dataDir)
    // The shell becomes a sleep, which never reaps; the child ends only then, since the shell itself would reap it.
    const script = '(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 600'
    const parent = spawn('sh', ['-c', script], {
      ...(isRoot ? { uid, gid } : {}),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(parent)
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    await eventually('the child is a zombie', () => /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')))
    writePidFile(o, pid)
    await o.postgres.start()
  })

  test.each(['', 'not a number\n'])('that holds %j, as after a power cut, does not block', async (text) => {
    const o = await office()
    writePidFile(o, text)
    await o.postgres.start()
    expect(readPidFile(o.dataDir)).toMatchObject({ pid: o.postgres.pid, ready: true })
  })
})

test('a stale lock file beside the socket does not block', async () => {
  const o = await office()
  const { host: folder } = await o.postgres.start()
  await o.postgres.stop()
  const child = await sleeper(o)
  const { uid, gid } = statSync(o.dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = path.join(folder, '.s.PGSQL.5432.lock')
  writeFileSync(lock, `${child.pid}\n${o.dataDir}\n0\n5432\n${folder}\n`, { mode: 0o600 })
  for (const file of [folder, lock]) chownSync(file, uid, gid)
  await o.postgres.start()
  expect(child.exitCode ?? child.signalCode).toBeNull()
})

test('a data folder that is open to others is closed', async () => {
  const o = await office()
  chmodSync(o.dataDir, 0o755)
  await o.postgres.start()
  expect(lstatSync(o.dataDir).mode & 0o777).toBe(0o700)
})

test('an empty data folder gets a cluster', async () => {
  const o = emptyOffice()
  mkdirSync(o.dataDir)
  await o.postgres.start()
  expect(o.states.at(-1)?.state).toBe('running')
})
