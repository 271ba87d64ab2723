import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openControlPlane } from '../../../server/control/control-plane.ts'
import { loadMasterKey } from '../../../server/control/master-key.ts'
import { openVault } from '../../../server/control/vault.ts'
import { createDatabase, type Database } from '../../../server/db/database.ts'
import { prepareDataFolder } from '../../../server/lib/data-folder.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { createPostgres } from '../../../server/postgres/index.ts'

export interface OpenDatabase {
  readonly db: Database
  stop(): Promise<void>
}

/** The database of a data folder whose host runs, beside it. */
export async function connectDatabase(data: string): Promise<OpenDatabase> {
  const { folder, control, secret } = await openSecrets(data)
  // https://www.postgresql.org/docs/18/storage-file-layout.html: where the server listens.
  const [, , , port, host = ''] = readFileSync(join(folder.postgres, 'postmaster.pid'), 'utf8').split('\n')
  const password = secret('postgres.password')
  const connection = { host: host.trim(), port: Number(port), user: 'hearth', password, database: 'hearth' }
  const db = createDatabase(connection, () => undefined, 1)
  return {
    db,
    async stop() {
      await db.end()
      control.close()
    },
  }
}

/** The database of a data folder whose host does not run, as the host itself opens it. */
export async function openDatabase(data: string): Promise<OpenDatabase> {
  const { folder, control, secret } = await openSecrets(data)
  const postgres = createPostgres({
    dataDir: folder.postgres,
    runDir: folder.run,
    logFile: `${folder.logs}/postgres.log`,
    password: secret('postgres.password'),
    superuserPassword: secret('postgres.superuser_password'),
    log: silentLog,
    onState: () => undefined,
  })
  const db = createDatabase(await postgres.start(), (error) => {
    throw error
  })
  return {
    db,
    async stop() {
      await db.end()
      await postgres.stop()
      control.close()
    },
  }
}

async function openSecrets(data: string) {
  const folder = await prepareDataFolder(data)
  const control = openControlPlane(folder.applianceDb, silentLog)
  const vault = openVault(control.db, await loadMasterKey({ control, folder, keyring: undefined }))
  return { folder, control, secret: (name: string) => vault.get(name)?.toString() ?? '' }
}
