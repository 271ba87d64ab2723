import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * One process, as far as the launcher must know it. `started` tells a process from a later one with the same pid
 * (clock ticks since boot; empty where the system does not tell cheaply).
 * @typedef {{ pid: number, parent: number, session: number, started: string, command: string }} Process
 */

/**
 * @param {number} pid
 * @returns {Process | undefined} undefined when it does not exist, or is a zombie that only waits to be reaped
 */
export function readProcess(pid) {
  if (process.platform === 'linux') return readLinux(pid)
  return process.platform === 'win32' ? readWindows(pid) : readPs(pid)
}

/**
 * Whether this very process still runs. Cheap enough to ask twice a second.
 * @param {Pick<Process, 'pid' | 'started'>} known
 */
export function isAlive(known) {
  if (process.platform === 'linux') return readStat(known.pid)?.started === known.started
  try {
    process.kill(known.pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and belongs to somebody else, as sudo above npm does.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** What another process needs to ask whether this one still runs. */
export function ownIdentity() {
  return { pid: process.pid, started: readStat(process.pid)?.started ?? '' }
}

/** @param {number} pid */
function readStat(pid) {
  const stat = readProc(pid, 'stat')
  // The name before the last ")" may itself hold spaces and parentheses; the fields after it are proc(5)'s 3, 4, 5, …
  const [state, parent, , session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const started = rest[15]
  if (!started || state === 'Z' || state === 'X') return undefined
  return { pid, parent: Number(parent), session: Number(session), started }
}

/** @param {number} pid */
function readLinux(pid) {
  const stat = readStat(pid)
  return stat && { ...stat, command: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() }
}

/**
 * @param {number} pid
 * @param {'stat' | 'cmdline' | 'status' | 'environ'} file
 */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** @param {number} pid */
function readPs(pid) {
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(output('ps', ['-o', 'ppid=,args=', '-p', `${pid}`])) ?? []
  return parent ? { pid, parent: Number(parent), session: 0, started: '', command: command ?? '' } : undefined
}

/** @param {number} pid */
function readWindows(pid) {
  const query = `Get-CimInstance Win32_Process -Filter ProcessId=${pid} | % { "$($_.ParentProcessId) $($_.CommandLine)" }`
  const found = /^(\d+) (.*)/.exec(output('powershell', ['-NoProfile', '-Command', query]))
  return found ? { pid, parent: Number(found[1]), session: 0, started: '', command: found[2] ?? '' } : undefined
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function output(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5_000 })
  } catch {
    return ''
  }
}

/**
 * Whether the person meant this process to outlive the shell that started it: `setsid`, `nohup`, or a shell
 * that ignores SIGHUP. Node itself resets an ignored SIGHUP, so nohup shows only in the `_` that the shell set.
 * @param {Process} npm
 * @param {Process | undefined} above
 */
export function isDetached(npm, above) {
  if (process.platform !== 'linux') return false
  if (npm.session === npm.pid) return true
  if (/(^|\0)_=[^\0]*nohup(\0|$)/.test(readProc(npm.pid, 'environ'))) return true
  const ignored = /^SigIgn:\s*([0-9a-f]+)/m.exec(above ? readProc(above.pid, 'status') : '')?.[1]
  // Bit 0 is signal 1, SIGHUP.
  return ignored !== undefined && (Number.parseInt(ignored.slice(-1), 16) & 1) === 1
}
