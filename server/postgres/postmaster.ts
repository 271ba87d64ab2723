import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endProcesses } from './end-processes.ts'
import { explain, PostgresError } from './errors.ts'
import { program } from './locate.ts'
import { openServerLog, type ServerLog } from './log-file.ts'
import { readPidFile } from './pid-file.ts'
import { signalQuietly } from './processes.ts'
import { folderArgument, runOptions } from './run.ts'
import { clusterName } from './settings.ts'
import type { Cluster } from './types.ts'
import { until } from './wait.ts'

/** Replaying the log takes seconds (see max_wal_size); a disk that is so slow would not serve a chat either. */
const READY_WITHIN = 300_000

/**
 * SIGINT: cut clients off and flush. SIGQUIT: leave at once; the next start replays the log. Together with what
 * `endProcesses` may take, within the time that a host has for it (`STOP_TIME`): else its server would outlive it.
 */
const STOP_STEPS = [
  { kind: 'SIGINT', within: 3_000 },
  { kind: 'SIGQUIT', within: 400 },
  { kind: 'SIGKILL', within: 200 },
] as const

export interface Postmaster {
  readonly pid: number
  /** Resolves when the process is gone, whatever the reason. */
  readonly exited: Promise<void>
  isAlive(): boolean
  /** Ends it cleanly, or harder when that takes more than a few seconds. */
  stop(): Promise<void>
}

/**
 * Waits for the status line of postmaster.pid, which unlike log text depends on no locale or setting. A server that
 * fails instead, or that the signal calls off, is stopped before this rejects.
 */
export async function awaitReady(
  cluster: Cluster,
  postmaster: Postmaster,
  log: ServerLog,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, logFile } = cluster
  const isReady = () => {
    const found = readPidFile(dataDir)
    return typeof found === 'object' && found.ready && found.pid === postmaster.pid
  }
  try {
    const inTime = await until(() => !postmaster.isAlive() || isReady(), { within: READY_WITHIN, every: 5, signal })
    if (!inTime) {
      throw new PostgresError('The database did not become ready in five minutes.', `The end of ${logFile} says more.`)
    }
    if (!postmaster.isAlive()) throw explain(log.tail(), 'starting', dataDir, logFile)
  } catch (error) {
    await postmaster.stop()
    throw error
  }
}

async function stopBySignals(cluster: Cluster, { pid, isAlive }: Postmaster): Promise<void> {
  for (const { kind, within } of STOP_STEPS) {
    if (!isAlive()) break
    signalQuietly(pid, kind)
    await until(() => !isAlive(), { within, every: 5 })
  }
  await endProcesses(cluster.dataDir, clusterName(cluster.dataDir))
}

/** Starts the server as a child process and resolves when it takes connections. */
export async function launchChild(cluster: Cluster, signal: AbortSignal): Promise<Postmaster> {
  const { account, dataDir } = cluster
  const log = openServerLog(cluster.logFile)
  try {
    const child = spawn(program(cluster.programs, 'postgres'), ['-D', folderArgument(account, dataDir)], {
      ...runOptions(account, dataDir),
      stdio: ['ignore', log.fd, log.fd],
    })
    let alive = true
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => {
        alive = false
        resolve()
      })
    })
    await once(child, 'spawn')
    const postmaster: Postmaster = {
      pid: child.pid ?? 0,
      exited,
      isAlive: () => alive,
      stop: () => stopBySignals(cluster, postmaster),
    }
    await awaitReady(cluster, postmaster, log, signal)
    return postmaster
  } finally {
    log.close()
  }
}
