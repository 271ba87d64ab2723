import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type Connection, createDatabase, type Database } from '../../server/db/database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster that global-setup.ts started, as superuser; its `hearth_template` is migrated and empty. */
    superuser: Connection
    /** The role that Hearth itself uses: no superuser. */
    app: Connection
  }
}

const name = () => `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`

let superuser: pg.Pool | undefined

/** One connection for all tests of a file; it ends with their process. */
function admin(): pg.Pool {
  superuser ??= new pg.Pool({ ...inject('superuser'), max: 1, allowExitOnIdle: true })
  return superuser
}

/** A database of its own for one test, copied from the migrated template; dropped when the test ends. */
export async function createTestDatabase(): Promise<Database> {
  const { db, drop } = await openTestDatabase()
  onTestFinished(drop)
  return db
}

/** The same for a property, which needs one a run and gives it back itself. */
export async function openTestDatabase(): Promise<{ db: Database; drop: () => Promise<void> }> {
  const database = name()
  // Copied as files: a third of the time of logging each block, which nobody would replay.
  await admin().query(`create database ${database} template hearth_template owner hearth strategy file_copy`)
  const db = createDatabase({ ...inject('app'), database }, fail)
  const drop = async () => {
    await db.end()
    await admin().query(`drop database ${database} with (force)`)
  }
  return { db, drop }
}

function fail(error: Error): void {
  // Dropping the database ends the writer's connection from the other side.
  if (!/terminating connection/.test(error.message)) throw error
}
