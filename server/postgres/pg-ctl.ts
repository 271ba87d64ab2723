import { explain } from './errors.ts'
import { program } from './locate.ts'
import { openServerLog } from './log-file.ts'
import { readPidFile } from './pid-file.ts'
import { awaitReady, type Postmaster } from './postmaster.ts'
import { isTaken } from './processes.ts'
import { cleanEnvironment, run } from './run.ts'
import type { Cluster } from './types.ts'
import { until } from './wait.ts'

/** How often to see whether a server that is no child of this process still lives. */
const WATCH_EVERY = 250

/** Runs pg_ctl on the cluster; resolves with its exit code. What it prints would never end: the server inherits it. */
export async function pgCtl(cluster: Cluster, args: readonly string[], signal?: AbortSignal): Promise<number | null> {
  const options = { env: cleanEnvironment(), windowsHide: true }
  const limits = { within: 60_000, quiet: true, ...(signal ? { signal } : {}) }
  return (await run(program(cluster.programs, 'pg_ctl'), [...args, '-D', cluster.dataDir], options, limits)).code
}

function watch(cluster: Cluster, pid: number): Postmaster {
  const isAlive = () => isTaken(pid)
  const within = Number.POSITIVE_INFINITY // the server's whole life
  const exited = until(() => !isAlive(), { within, every: WATCH_EVERY }).then(() => {})
  return {
    pid,
    exited,
    isAlive,
    async stop() {
      for (const mode of ['fast', 'immediate']) {
        if (isAlive()) await pgCtl(cluster, ['stop', '-m', mode, '-w', '-t', '4'])
      }
      await exited
    },
  }
}

/**
 * Starts the server through pg_ctl, as Windows needs: it drops an administrator's rights, which Postgres refuses to
 * run with, and it alone can ask for a clean stop there. Resolves when the server takes connections.
 */
export async function launchByPgCtl(cluster: Cluster, signal: AbortSignal): Promise<Postmaster> {
  const { dataDir, logFile } = cluster
  const log = openServerLog(logFile)
  try {
    const code = await pgCtl(cluster, ['start', '-w', '-t', '50', '-l', logFile])
    const found = readPidFile(dataDir)
    if (code !== 0 || typeof found !== 'object') throw explain(log.tail(), 'starting', dataDir, logFile)
    const postmaster = watch(cluster, found.pid)
    await awaitReady(cluster, postmaster, log, signal)
    return postmaster
  } finally {
    log.close()
  }
}
