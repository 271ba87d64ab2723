import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Connection } from '../../../server/db/database.ts'
import { type Log, silentLog } from '../../../server/lib/log.ts'
import { clusterPids, signalQuietly } from '../../../server/postgres/processes.ts'
import { clusterName } from '../../../server/postgres/settings.ts'
import { createSupervisor } from '../../../server/postgres/supervisor.ts'
import type { Postgres, PostgresOptions, PostgresState } from '../../../server/postgres/types.ts'

export const isRoot = process.getuid?.() === 0

/** A log whose lines can be looked through. */
export function recordingLog(): { log: Log; text: () => string } {
  const lines: string[] = []
  const write = (fields: object, message?: string) => lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log }
  return { log, text: () => lines.join('\n') }
}

/** A data folder in the temp folder, and the Postgres that works on it. */
export interface Office {
  readonly dir: string
  readonly dataDir: string
  readonly options: PostgresOptions
  readonly postgres: Postgres
  readonly states: PostgresState[]
}

const offices: Office[] = []
let template: string | undefined

export interface OfficeOptions extends Partial<PostgresOptions> {
  /** The folder to use instead of a fresh one below the temp folder. */
  readonly dir?: string
  readonly native?: string
}

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), 'hearth-pg-')))
}

/** An office without a database yet. */
export function emptyOffice(o: OfficeOptions = {}): Office {
  const { dir = temporaryFolder(), native, ...given } = o
  const states: PostgresState[] = []
  const dataDir = path.join(dir, 'postgres')
  const options: PostgresOptions = {
    dataDir,
    runDir: path.join(dir, 'run'),
    logFile: path.join(dir, 'logs', 'postgres.log'),
    password: 'Sesame-42',
    superuserPassword: 'Open-Sesame-43',
    log: silentLog,
    onState: (state) => states.push(state),
    ...given,
  }
  const office: Office = { dir, dataDir, options, states, postgres: createSupervisor(options, native) }
  offices.push(office)
  return office
}

/** An office whose database was made before and shut down cleanly; a copy, since initdb takes a second. */
export async function office(o: OfficeOptions = {}): Promise<Office> {
  if (!template) {
    const first = emptyOffice()
    await first.postgres.start()
    await first.postgres.stop()
    offices.splice(offices.indexOf(first), 1)
    template = first.dir
  }
  const copy = emptyOffice(o)
  mkdirSync(copy.dir, { recursive: true })
  execFileSync('cp', ['-a', path.join(template, 'postgres'), copy.dataDir])
  return copy
}

export function pidsOf(dataDir: string): number[] {
  return clusterPids(dataDir, clusterName(dataDir))
}

/** Ends what a test started and removes its folders; for afterEach. */
export async function closeOffices(): Promise<void> {
  for (const { dir, dataDir, postgres } of offices.splice(0)) {
    await postgres.stop().catch(() => {})
    for (const folder of [dataDir, `${dataDir}.new`]) for (const pid of pidsOf(folder)) signalQuietly(pid, 'SIGKILL')
    makeWritable(dir)
    rmSync(dir, { recursive: true, force: true })
    if (isRoot) rmSync(path.join('/run', clusterName(dataDir)), { recursive: true, force: true })
  }
}

/** For afterAll. */
export function removeTemplate(): void {
  if (template) rmSync(template, { recursive: true, force: true })
  template = undefined
}

function makeWritable(dir: string): void {
  if (!existsSync(dir)) return
  chmodSync(dir, 0o700)
  if (readdirSync(dir).includes('postgres')) chmodSync(path.join(dir, 'postgres'), 0o700)
}

export async function query<Row extends object>(to: Connection, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ ...to })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** A connection that a test leaves open while the server goes away. */
export async function busyClient(to: Connection): Promise<pg.Client> {
  const client = new pg.Client({ ...to })
  client.on('error', () => {})
  await client.connect()
  return client
}

export function isGone(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}
