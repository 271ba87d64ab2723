import { readFileSync } from 'node:fs'
import path from 'node:path'

export const PID_FILE = 'postmaster.pid'

/** What postmaster.pid says; its lines are those of PostgreSQL's src/include/utils/pidfile.h. */
export interface PidFile {
  readonly pid: number
  /** Seconds since 1970. */
  readonly startedAt: number
  readonly ready: boolean
}

/** `missing`, or `unreadable` when a power cut left it empty or with other bytes; Postgres refuses to start over those. */
export function readPidFile(dataDir: string): PidFile | 'missing' | 'unreadable' {
  let text: string
  try {
    text = readFileSync(path.join(dataDir, PID_FILE), 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing'
    throw error
  }
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return 'unreadable'
  return { pid, startedAt: Number(lines[2]) || 0, ready: lines[7] === 'ready' }
}
