import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'

/** Program names whose processes may belong to a cluster. */
const PROGRAMS = new Set(['postgres', 'postgres.exe', 'initdb', 'initdb.exe'])

export interface ProcessInfo {
  readonly program: string
  /** Working directory, which for every process of a cluster is its data folder; undefined where it cannot be asked. */
  readonly cwd: string | undefined
  /** Seconds since 1970; undefined where `cwd` already tells. */
  readonly startedAt: number | undefined
}

/** A process that died but was not reaped by its parent; it keeps its number, and does nothing any more. */
function isZombie(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  return state === 'Z' || state === 'X'
}

function inspectLinux(pid: number): ProcessInfo | undefined {
  try {
    if (isZombie(pid)) return undefined
    // The kernel appends " (deleted)" once an update has replaced the program.
    const program = path.basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''))
    return { program, cwd: readlinkSync(`/proc/${pid}/cwd`), startedAt: undefined }
  } catch {
    return undefined // gone meanwhile, or another account's: then it is not ours
  }
}

function ask(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    })
  } catch {
    return ''
  }
}

function inspectMac(pid: number): ProcessInfo | undefined {
  const match = ask('/bin/ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)])
    .trim()
    .match(/^(\S+)\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s+(.*)$/)
  if (!match || match[1]?.startsWith('Z')) return undefined
  return { program: path.basename(match[3] ?? ''), cwd: undefined, startedAt: Date.parse(match[2] ?? '') / 1000 }
}

function inspectWindows(pid: number): ProcessInfo | undefined {
  const script = `$p = Get-Process -Id ${pid}; $p.Path; ([DateTimeOffset]$p.StartTime).ToUnixTimeSeconds()`
  const lines = ask('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]).trim().split(/\r?\n/)
  if (lines.length < 2) return undefined
  return { program: path.win32.basename(lines[0] ?? '').toLowerCase(), cwd: undefined, startedAt: Number(lines[1]) }
}

/** A live process that this account may look at; undefined for one that is gone, a zombie, or someone else's. */
export function inspect(pid: number): ProcessInfo | undefined {
  if (process.platform === 'linux') return inspectLinux(pid)
  return process.platform === 'win32' ? inspectWindows(pid) : inspectMac(pid)
}

function linuxClusterPids(dataDir: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!(pid > 0)) return false
      const info = inspectLinux(pid)
      return info?.cwd === dataDir && PROGRAMS.has(info.program)
    })
}

function macClusterPids(clusterName: string): number[] {
  // Backends put cluster_name into the title that ps shows.
  return ask('/bin/ps', ['-axo', 'pid=,command='])
    .split('\n')
    .filter((line) => line.includes(`postgres: ${clusterName}: `))
    .map((line) => Number.parseInt(line, 10))
}

/** Every live process that works on this data folder: postmaster, backends, initdb. On Windows backends end themselves. */
export function clusterPids(dataDir: string, clusterName: string): number[] {
  if (process.platform === 'linux') return linuxClusterPids(dataDir)
  return process.platform === 'win32' ? [] : macClusterPids(clusterName)
}

/** Whether `pid` is a postmaster of this folder: by its working directory, else by the start time its pid file gives. */
export function isPostmasterOf(dataDir: string, pid: number, startedAt: number): boolean {
  const info = inspect(pid)
  if (!info || !PROGRAMS.has(info.program)) return false
  if (info.cwd !== undefined) return info.cwd === dataDir
  return info.startedAt !== undefined && Math.abs(info.startedAt - startedAt) <= 5
}

/** Whether the number is taken at all, by a zombie or another account's process too. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // already gone, which is what the signal was for
  }
}
