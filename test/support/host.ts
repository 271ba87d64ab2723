import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { clusterPids, signalQuietly } from '../../server/postgres/processes.ts'
import { clusterName } from '../../server/postgres/settings.ts'
import { fillDataFolder } from './first-start.ts'
import { spawnHost, stopHost } from './spawn-host.ts'

export { killHost, stopHost } from './spawn-host.ts'

export const PASSWORD = 'correct horse battery staple'

interface Cast {
  readonly owner?: string
  readonly members?: readonly string[]
}

/** Who works at Acme; their passwords are all the same. */
function acme({ owner = 'Ada', members = ['Grace', 'Linus'] }: Cast) {
  const person = (name: string) => ({ full_name: name, email: emailOf(name), password: PASSWORD })
  return {
    organization: { name: 'Acme' },
    owner: person(owner),
    people: members.map(person),
    addresses: ['localhost'],
    settings: { rate_limit_api_per_minute: 0 },
  }
}

export function emailOf(name: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@acme.test`
}

export interface RunningHost {
  readonly pid: number
  readonly url: string
  /** PEM text of the certificate authority */
  readonly ca: string
  readonly adminUrl: string
  readonly process: ChildProcess
  /** What it has written to stderr so far. */
  said(): string
}

/** A data folder that a test may start hosts on, one after the other; removed with the last of them at the end. */
export function createDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-data-'))
  onTestFinished(() => {
    // Those of a host that was killed and never started again.
    for (const pid of postgresPids(folder)) signalQuietly(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (process.getuid?.() === 0)
      rmSync(`/run/${clusterName(join(folder, 'postgres'))}`, { recursive: true, force: true })
  })
  return folder
}

/** The processes of the data folder's Postgres, whoever started them. */
export function postgresPids(data: string): number[] {
  const folder = join(data, 'postgres')
  return clusterPids(folder, clusterName(folder))
}

/**
 * Runs `hearth host` as a process of its own and waits for its ready line.
 * @param cast who is in a new organization; `nobody`: there is none until somebody makes it, in a first start that is
 *   really one
 */
export async function startHost(data: string, port = 0, cast: Cast | 'nobody' = {}): Promise<RunningHost> {
  if (cast !== 'nobody' && !(existsSync(data) && readdirSync(data).length > 0)) await fillDataFolder(data, acme(cast))
  const host = spawnHost(data, ['--port', String(port)])
  onTestFinished(async () => {
    await stopHost(host.process)
  })
  const ready = await host.ready
  return { ...ready, ca: readFileSync(ready.ca, 'utf8'), process: host.process, said: host.said }
}
