import {
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { endProcesses } from './end-processes.ts'
import { asPostgresError, explain, PostgresError } from './errors.ts'
import { privateFolder, syncFolder } from './folders.ts'
import { program } from './locate.ts'
import { folderArgument, run, runOptions } from './run.ts'
import { scramVerifier } from './scram.ts'
import { clusterName } from './settings.ts'
import type { Cluster } from './types.ts'

const INITDB_WITHIN = 120_000

/** The builtin locale sorts the same on every system and after every update, so no index depends on ICU or libc. */
const OPTIONS = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--no-instructions',
]

/**
 * Whether the folder holds a finished cluster of the right version; false when there is none yet. Throws over anything
 * else, so that nothing is ever initialised over files that may be someone's only copy.
 */
export function hasCluster(cluster: Cluster): boolean {
  const { dataDir, programs } = cluster
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return false
  const file = path.join(dataDir, 'PG_VERSION')
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (found === String(programs.major)) return true
  if (/^\d+$/.test(found)) {
    throw new PostgresError(
      `The database in ${dataDir} was made by Postgres ${found}; this Hearth uses Postgres ${programs.major}.`,
      'Start it with the Hearth version that made it, make a backup there, and restore that backup here.',
    )
  }
  throw new PostgresError(
    `${dataDir} holds files, but no complete database.`,
    'Restore the latest backup. If these files are not a database, move them elsewhere and start again.',
  )
}

async function runInitdb(
  cluster: Cluster,
  fresh: string,
  superuserPassword: string,
  signal: AbortSignal,
): Promise<void> {
  const { account, dataDir, logFile } = cluster
  const passwordFile = path.join(cluster.runtimeDir, 'initdb-password')
  rmSync(passwordFile, { force: true })
  try {
    writeFileSync(passwordFile, `${scramVerifier(superuserPassword)}\n`, { flag: 'wx', mode: 0o600 })
    if (account) lchownSync(passwordFile, account.uid, account.gid)
    const args = [...OPTIONS, `--pwfile=${passwordFile}`, '-D', folderArgument(account, fresh)]
    const options = runOptions(account, fresh)
    const { code, output } = await run(program(cluster.programs, 'initdb'), args, options, {
      within: INITDB_WITHIN,
      signal,
    })
    if (code !== 0) throw explain(output, 'being set up', dataDir, logFile)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/**
 * Makes a new cluster. It appears under its own name only when complete: initdb works in a folder beside it, which a
 * crash or a full disk may leave behind and which the next attempt begins by removing.
 */
export async function initialize(cluster: Cluster, superuserPassword: string, signal: AbortSignal): Promise<void> {
  const { dataDir, account, logFile } = cluster
  const fresh = `${dataDir}.new`
  try {
    await endProcesses(fresh, clusterName(dataDir), signal)
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { mode: 0o700 })
    privateFolder(fresh, account)
    await runInitdb(cluster, fresh, superuserPassword, signal)
    if (existsSync(dataDir)) rmdirSync(dataDir)
    renameSync(fresh, dataDir)
    syncFolder(path.dirname(dataDir))
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    throw asPostgresError(error, 'being set up', dataDir, logFile)
  }
}
