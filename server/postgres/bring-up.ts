import { PostgresError } from './errors.ts'
import { secureDataFolder } from './folders.ts'
import { hasCluster, initialize } from './initialize.ts'
import { launchByPgCtl } from './pg-ctl.ts'
import { launchChild, type Postmaster } from './postmaster.ts'
import { tcpEndpoint } from './prepare.ts'
import { type Passwords, provision, resetSuperuserPassword } from './provision.ts'
import { clearLeftovers } from './recover.ts'
import { writeConfiguration } from './settings.ts'
import type { Cluster } from './types.ts'

function launch(cluster: Cluster, signal: AbortSignal): Promise<Postmaster> {
  writeConfiguration(cluster)
  return process.platform === 'win32' ? launchByPgCtl(cluster, signal) : launchChild(cluster, signal)
}

async function launchProvisioned(cluster: Cluster, passwords: Passwords, signal: AbortSignal): Promise<Postmaster> {
  const postmaster = await launch(cluster, signal)
  try {
    if (await provision(cluster, passwords, signal)) return postmaster
  } catch (error) {
    await postmaster.stop()
    throw error
  }
  await postmaster.stop()
  cluster.log.warn({}, 'The database came with another administration password; setting it anew')
  await resetSuperuserPassword(cluster, passwords.superuserPassword, signal)
  const again = await launch(cluster, signal)
  if (await provision(cluster, passwords, signal)) return again
  await again.stop()
  throw new PostgresError('The database refuses its administration password.', 'Restore the latest backup.')
}

/**
 * From whatever is in the data folder to a server that Hearth's role can use. Leaves no process behind when it fails.
 *
 * @param o.mayCreate whether an empty folder gets a new cluster. Never after a start: a folder that has become empty
 * is a disk that was unmounted, over which a new, empty organization must not appear.
 */
export async function bringUp(
  cluster: Cluster,
  passwords: Passwords,
  o: { readonly mayCreate: boolean; readonly signal: AbortSignal },
): Promise<Postmaster> {
  const { dataDir, account } = cluster
  secureDataFolder(dataDir, account)
  if (hasCluster(cluster)) {
    await clearLeftovers(cluster, o.signal)
  } else if (o.mayCreate) {
    cluster.log.info({ dataDir }, 'Creating the database')
    await initialize(cluster, passwords.superuserPassword, o.signal)
  } else {
    throw new PostgresError(`The folder ${dataDir} has disappeared.`, 'Connect or mount the disk that holds it again.')
  }
  return launchProvisioned(cluster, passwords, o.signal)
}

const PORT_ATTEMPTS = 5

/**
 * The first `bringUp` of a run, which alone may create the cluster. A port that was free a moment ago may be someone
 * else's by now; then another is taken, and the returned cluster tells which.
 */
export async function bringUpFirst(
  cluster: Cluster,
  passwords: Passwords,
  signal: AbortSignal,
): Promise<{ cluster: Cluster; postmaster: Postmaster }> {
  let current = cluster
  for (let attempt = 1; ; attempt++) {
    try {
      return { cluster: current, postmaster: await bringUp(current, passwords, { mayCreate: true, signal }) }
    } catch (error) {
      const portTaken =
        error instanceof PostgresError && /could not create any TCP\/IP sockets/.test(String(error.cause))
      if (!portTaken || attempt === PORT_ATTEMPTS) throw error
      current = { ...current, endpoint: await tcpEndpoint() }
    }
  }
}
