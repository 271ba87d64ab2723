import { readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { endProcesses } from './end-processes.ts'
import { pgCtl } from './pg-ctl.ts'
import { PID_FILE, readPidFile } from './pid-file.ts'
import { inspect, isPostmasterOf, signalQuietly } from './processes.ts'
import { clusterName } from './settings.ts'
import type { Cluster } from './types.ts'
import { until } from './wait.ts'

const STEPS = [
  { kind: 'SIGINT', within: 5_000 },
  { kind: 'SIGQUIT', within: 2_000 },
] as const

async function stopLeftBehind(cluster: Cluster, pid: number, startedAt: number, signal: AbortSignal): Promise<void> {
  cluster.log.warn({ pid }, 'The last run left its database server behind; stopping it')
  if (process.platform === 'win32') {
    await pgCtl(cluster, ['stop', '-m', 'fast', '-w', '-t', '10'], signal)
    return
  }
  const gone = () => !isPostmasterOf(cluster.dataDir, pid, startedAt)
  for (const { kind, within } of STEPS) {
    signalQuietly(pid, kind)
    if (await until(gone, { within, every: 10, signal })) return
  }
}

/**
 * Postgres refuses for ever over a lock file that is empty, or whose number went to another live process of the same
 * account (after a power cut) or to a zombie. Called when no process of the cluster is left, and under the caller's
 * lock on the data folder; Postgres' own check of its shared memory still guards against a server that we overlooked.
 */
function setStalePidFileAside({ dataDir, log }: Cluster): void {
  const found = readPidFile(dataDir)
  if (found === 'missing') return
  const holder = found === 'unreadable' ? undefined : inspect(found.pid)?.program
  log.warn({ found, holder }, 'Moving the lock file of an earlier run aside')
  renameSync(path.join(dataDir, PID_FILE), path.join(dataDir, `${PID_FILE}.stale`))
}

/** The socket's own lock file can be just as stale; the folder is this cluster's alone. */
function removeSockets({ runtimeDir }: Cluster): void {
  for (const name of readdirSync(runtimeDir)) {
    if (name.startsWith('.s.PGSQL.')) rmSync(path.join(runtimeDir, name), { force: true })
  }
}

/** Clears what a run that was killed left behind: a live postmaster, orphaned backends, stale lock files. */
export async function clearLeftovers(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const { dataDir } = cluster
  const found = readPidFile(dataDir)
  if (typeof found === 'object' && isPostmasterOf(dataDir, found.pid, found.startedAt)) {
    await stopLeftBehind(cluster, found.pid, found.startedAt, signal)
  }
  await endProcesses(dataDir, clusterName(dataDir), signal)
  setStalePidFileAside(cluster)
  removeSockets(cluster)
}
