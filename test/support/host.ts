import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { clusterPids, signalQuietly } from '../../server/postgres/processes.ts'
import { clusterName } from '../../server/postgres/settings.ts'

const ROOT = join(import.meta.dirname, '../..')
export const PASSWORD = 'correct horse battery staple'

interface Cast {
  readonly owner?: string
  readonly members?: readonly string[]
}

/** Who works at Acme; their passwords are all the same. */
function acme({ owner = 'Ada', members = ['Grace', 'Linus'] }: Cast) {
  const person = (name: string) => ({ full_name: name, email: emailOf(name), password: PASSWORD })
  return {
    organization: { name: 'Acme' },
    owner: person(owner),
    people: members.map(person),
    addresses: ['localhost'],
    settings: { rate_limit_api_per_minute: 0 },
  }
}

export function emailOf(name: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@acme.test`
}

export interface RunningHost {
  readonly pid: number
  readonly url: string
  /** PEM text of the certificate authority */
  readonly ca: string
  readonly adminUrl: string
  readonly process: ChildProcess
  /** What it has written to stderr so far. */
  said(): string
}

/** A data folder that a test may start hosts on, one after the other; removed with the last of them at the end. */
export function createDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-data-'))
  onTestFinished(() => {
    // Those of a host that was killed and never started again.
    for (const pid of postgresPids(folder)) signalQuietly(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (process.getuid?.() === 0)
      rmSync(`/run/${clusterName(join(folder, 'postgres'))}`, { recursive: true, force: true })
  })
  return folder
}

/** The processes of the data folder's Postgres, whoever started them. */
export function postgresPids(data: string): number[] {
  const folder = join(data, 'postgres')
  return clusterPids(folder, clusterName(folder))
}

/**
 * Runs `hearth host` as a process of its own and waits for its ready line.
 * @param cast who is in a new organization; `nobody`: there is none until somebody makes it
 */
export async function startHost(data: string, port = 0, cast: Cast | 'nobody' = {}): Promise<RunningHost> {
  const file = join(data, '..', `${data.split('/').at(-1)}.json`)
  if (cast !== 'nobody') writeFileSync(file, JSON.stringify(acme(cast)), { mode: 0o600 })
  const unattended = cast === 'nobody' ? [] : ['--unattended', file]
  const args = [join(ROOT, 'server/cli.ts'), 'host', '--data', data, '--port', String(port), ...unattended]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  onTestFinished(async () => {
    await stopHost(child)
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The host ended with ${code} before it was ready:\n${said}`)))
  }).finally(() => rmSync(file, { force: true }))
  const ready = JSON.parse(line) as { pid: number; url: string; ca: string; adminUrl: string }
  return { ...ready, ca: readFileSync(ready.ca, 'utf8'), process: child, said: () => said }
}

/** Asks politely, as a service manager does. @returns the exit code */
export function stopHost(child: ChildProcess): Promise<number | null> {
  return end(child, 'SIGTERM')
}

/** Without a chance to say anything. */
export function killHost(child: ChildProcess): Promise<number | null> {
  return end(child, 'SIGKILL')
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill(signal)
  })
}
