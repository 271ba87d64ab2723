import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CLI = join(import.meta.dirname, '../../server/cli.ts')

/** What a host prints when it serves. */
export interface Ready {
  readonly pid: number
  readonly url: string
  /** Path of the certificate authority's PEM file. */
  readonly ca: string
  readonly adminUrl: string
}

export interface SpawnedHost {
  readonly process: ChildProcess
  /** Rejects with what was on stderr when the host ends before. */
  readonly ready: Promise<Ready>
  /** What it has written to stderr so far. */
  said(): string
}

/** `hearth host` as a process of its own; whoever calls ends it. */
export function spawnHost(data: string, args: readonly string[]): SpawnedHost {
  const child = spawn(process.execPath, [CLI, 'host', '--data', data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The host ended with ${code} before it was ready:\n${said}`)))
  }).then((line) => JSON.parse(line) as Ready)
  return { process: child, ready, said: () => said }
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
