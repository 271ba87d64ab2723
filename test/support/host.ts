import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
export const PASSWORD = 'correct horse battery staple'

/** The cast: Ada owns Acme; Grace and Linus are members. */
export const ACME = {
  organization: { name: 'Acme' },
  owner: { full_name: 'Ada', email: 'ada@acme.test', password: PASSWORD },
  people: [
    { full_name: 'Grace', email: 'grace@acme.test', password: PASSWORD },
    { full_name: 'Linus', email: 'linus@acme.test', password: PASSWORD },
  ],
  addresses: ['localhost'],
  settings: { rate_limit_api_per_minute: 0 },
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
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs `hearth host` as a process of its own and waits for its ready line. */
export async function startHost(data: string, port = 0): Promise<RunningHost> {
  const file = join(data, '..', `${data.split('/').at(-1)}.json`)
  writeFileSync(file, JSON.stringify(ACME), { mode: 0o600 })
  const args = [join(ROOT, 'server/cli.ts'), 'host', '--data', data, '--port', String(port), '--unattended', file]
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
  })
  rmSync(file)
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
