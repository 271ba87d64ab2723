import { PostgresError } from './errors.ts'
import { clusterPids, signalQuietly } from './processes.ts'
import { until } from './wait.ts'

/** SIGQUIT ends a backend at once without cleaning up, which is safe: the next start replays the log anyway. */
const STEPS = [
  { kind: 'SIGQUIT', within: 1_000 },
  { kind: 'SIGKILL', within: 5_000 },
] as const

/**
 * Ends every process that works on the folder: backends whose postmaster was killed, an initdb whose host was.
 *
 * @param name the cluster_name of the folder's server
 */
export async function endProcesses(folder: string, name: string, signal?: AbortSignal): Promise<void> {
  const gone = () => clusterPids(folder, name).length === 0
  if (gone()) return
  for (const { kind, within } of STEPS) {
    for (const pid of clusterPids(folder, name)) signalQuietly(pid, kind)
    if (await until(gone, { within, every: 10, signal })) return
  }
  throw new PostgresError(
    `A process of an earlier run still works on ${folder} and cannot be ended.`,
    'Restart this machine; if it happens again, check the disk.',
  )
}
