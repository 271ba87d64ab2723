import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { finished } from 'node:stream/promises'
import { onTestFinished } from 'vitest'

const CLI = new URL('../../../server/cli.ts', import.meta.url).pathname

export const FILE = {
  organization: { name: 'Acme' },
  owner: { full_name: 'Ada', email: 'ada@acme.test', password: 'canary-5ecret-ada' },
  people: [{ full_name: 'Grace', email: 'grace@acme.test', password: 'canary-5ecret-grace', role: 'member' }],
  addresses: ['team.lan'],
  settings: { rate_limit_api_per_minute: 0 },
}

export interface ReadyLine {
  readonly ready: true
  readonly pid: number
  readonly url: string
  readonly ca: string
  readonly adminUrl: string
  readonly version: string
}

export interface HearthProcess {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves with the ready line; rejects with what was on stderr when the process ends before. */
  ready(): Promise<ReadyLine>
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>
}

interface How {
  readonly env?: NodeJS.ProcessEnv
  readonly ipc?: boolean
}

/** Runs one `hearth` command as a real process; killed, should it still run, at the end of the test. */
export function hearth(args: readonly string[], { env = {}, ipc = false }: How = {}): HearthProcess {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '', ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  // Not the event `close`: Node never sends it once the IPC channel was closed from this side.
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    for (const stream of [child.stdout, child.stderr]) if (stream) await finished(stream).catch(() => undefined)
    return (code ?? signal) as number | string
  })
  onTestFinished(async () => {
    // Politely first: a killed host would leave its Postgres behind.
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
  })
  const ready = () =>
    new Promise<ReadyLine>((resolve, reject) => {
      const look = () => {
        const end = stdout.indexOf('\n')
        if (end >= 0) resolve(JSON.parse(stdout.slice(0, end)) as ReadyLine)
      }
      child.stdout?.on('data', look)
      look()
      void ended.then((code) => reject(new Error(`ended with ${code} before it was ready: ${stderr}`)))
    })
  return { child, stdout: () => stdout, stderr: () => stderr, ready, ended }
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** One HTTPS request that trusts the host's own authority and nothing else. */
export function https(
  ready: ReadyLine,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const call = request(
      new URL(path, ready.url),
      { method, ca: readFileSync(ready.ca), headers: { ...json, ...headers } },
      (response) => {
        let text = ''
        response.on('data', (chunk) => (text += String(chunk)))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      },
    )
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
