import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { writeFileAtomic } from './atomic-file.ts'
import { errorCode, explainDiskError } from './disk-errors.ts'
import { OperatorError } from './operator-error.ts'

/** What a running host tells other processes about itself, in `run/host.json`. */
export interface HostFile {
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Known once the host is ready. */
  readonly url?: string
  /** Unix socket or named pipe of the admin commands. */
  readonly adminSocket?: string
}

export interface InstanceLock {
  /** Publishes more about this host. */
  publish(facts: { url?: string; adminSocket?: string }): Promise<void>
  release(): Promise<void>
}

/**
 * Makes this process the only host of the data folder whose `run` folder is given.
 *
 * The lock is SQLite's exclusive file lock: the system drops it when the process dies, however it dies,
 * so there is nothing to clean up after a crash. SQLite also keeps apart two hosts in one process.
 */
export async function takeInstanceLock(runDir: string, now = Date.now): Promise<InstanceLock> {
  const lockDb = lockOrExplain(runDir)
  const hostFile = join(runDir, 'host.json')
  let current: HostFile = { pid: process.pid, startedAt: now() }
  const write = () => writeFileAtomic(hostFile, `${JSON.stringify(current)}\n`, 0o600)
  try {
    await write()
  } catch (error) {
    lockDb.close()
    throw explainDiskError(error, runDir)
  }
  return {
    async publish(facts) {
      current = { ...current, ...facts }
      await write()
    },
    async release() {
      await rm(hostFile, { force: true })
      lockDb.close()
    },
  }
}

function lockOrExplain(runDir: string): Database.Database {
  const path = join(runDir, 'lock.db')
  let db: Database.Database | undefined
  try {
    closeSync(openSync(path, 'a', 0o600))
    db = new Database(path, { timeout: 0 })
    db.exec('begin exclusive')
    return db
  } catch (error) {
    db?.close()
    throw errorCode(error)?.startsWith('SQLITE_BUSY') ? inUse(runDir) : explainDiskError(error, runDir)
  }
}

/** Whether a host has the lock now. A leftover host.json alone proves nothing: its process id may be another's by now. */
export function isLocked(runDir: string): boolean {
  let db: Database.Database | undefined
  try {
    db = new Database(join(runDir, 'lock.db'), { timeout: 0, fileMustExist: true })
    db.exec('begin exclusive')
    return false
  } catch (error) {
    if (errorCode(error)?.startsWith('SQLITE_BUSY')) return true
    if (!existsSync(join(runDir, 'lock.db'))) return false
    throw explainDiskError(error, runDir)
  } finally {
    db?.close()
  }
}

function inUse(runDir: string): OperatorError {
  const root = join(runDir, '..')
  const other = readHostFile(runDir)
  const who = other ? `process ${other.pid}${other.url ? `, ${other.url}` : ''}` : 'another process'
  return new OperatorError(
    `Hearth already runs on ${root} (${who}); use that one, or end it with: hearth stop --data ${root}`,
  )
}

/** The file of the host that runs, or ran and was killed; undefined when there is none. */
export function readHostFile(runDir: string): HostFile | undefined {
  try {
    return JSON.parse(readFileSync(join(runDir, 'host.json'), 'utf8')) as HostFile
  } catch {
    return undefined
  }
}

/** Whether a process with this id lives. One of another account counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
