import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Account } from './types.ts'

/** Nothing of the host's own environment reaches Postgres, except what Windows programs cannot run without. */
export function cleanEnvironment(): Record<string, string> {
  if (process.platform !== 'win32') return { LC_ALL: 'C', PATH: '/usr/bin:/bin' }
  const kept = ['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATH', 'TEMP', 'TMP', 'USERPROFILE', 'LOCALAPPDATA']
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

/**
 * How to start a program of the cluster inside `folder`. A detached one is not reached by a Ctrl+C in the terminal,
 * which must stop the chat server first.
 */
export function runOptions(account: Account | undefined, folder: string): SpawnOptions {
  return {
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    cwd: folder,
    env: cleanEnvironment(),
    detached: process.platform !== 'win32',
    windowsHide: true,
  }
}

/**
 * How Postgres names the folder. Under another account it cannot walk to it when a parent is root's alone (0700), so
 * the child changes into it while it is still root, and calls it by its working directory.
 */
export function folderArgument(account: Account | undefined, folder: string): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : folder
}

export interface RunResult {
  readonly code: number | null
  readonly output: string
}

/** Kills a detached child together with what it started itself. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // it left by itself in between
  }
}

/**
 * Runs a program to its end and collects what it says, unless `quiet`.
 *
 * @param o.within milliseconds after which it is killed and the result says so
 */
export async function run(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
  o: { readonly within: number; readonly input?: string; readonly quiet?: boolean; readonly signal?: AbortSignal },
): Promise<RunResult> {
  o.signal?.throwIfAborted()
  const child = spawn(file, args, { ...options, stdio: o.quiet ? 'ignore' : 'pipe' })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8')
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  // A program that leaves before it has read its input says why through its exit code.
  child.stdin?.on('error', () => {})
  child.stdin?.end(o.input ?? '')
  const kill = () => killGroup(child)
  const timer = setTimeout(() => {
    output += `\nerror: gave up after ${o.within / 1000} seconds`
    kill()
  }, o.within)
  o.signal?.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    o.signal?.throwIfAborted()
    return { code, output }
  } finally {
    clearTimeout(timer)
    o.signal?.removeEventListener('abort', kill)
  }
}
