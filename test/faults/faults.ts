import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPostmasterOf, signalQuietly } from '../../server/postgres/processes.ts'
import { postgresPids } from '../support/host.ts'

export const FAULTS = ['host', 'postmaster', 'one process of Postgres', 'everything'] as const
export type Fault = (typeof FAULTS)[number]

/** The live postmaster of a data folder; undefined while there is none. */
export function postmasterOf(data: string): number | undefined {
  const folder = join(data, 'postgres')
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return isPostmasterOf(folder, pid, Number(lines[2])) ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Kills what of Postgres the fault hits.
 * @param random chooses which process: a backend, or one of those that write and clean up
 */
export function killPostgres(fault: Fault, data: string, random: () => number): void {
  const postmaster = postmasterOf(data)
  const all = postgresPids(data)
  const others = all.filter((pid) => pid !== postmaster).sort((a, b) => a - b)
  const one = others[Math.floor(random() * others.length)]
  if (fault === 'everything') for (const pid of all) signalQuietly(pid, 'SIGKILL')
  if (fault === 'postmaster' && postmaster !== undefined) signalQuietly(postmaster, 'SIGKILL')
  if (fault === 'one process of Postgres' && one !== undefined) signalQuietly(one, 'SIGKILL')
}
