import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { errorCode, explainDiskError } from '../lib/disk-errors.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { CONTROL_MIGRATIONS } from './migrations.ts'

export type ControlDb = Database.Database

/**
 * Opens `appliance.db`, durable on every commit, and brings its schema up to date.
 * A file written by a newer Hearth is left untouched.
 */
export function openControlDb(path: string, migrations = CONTROL_MIGRATIONS): ControlDb {
  let db: ControlDb | undefined
  try {
    // SQLite gives its WAL the mode of the database file, so this makes all of them private.
    closeSync(openSync(path, 'a', 0o600))
    db = new Database(path)
    migrate(db, path, migrations)
    return db
  } catch (error) {
    db?.close()
    throw errorCode(error) === 'SQLITE_NOTADB' || errorCode(error) === 'SQLITE_CORRUPT'
      ? new OperatorError(`${path} is damaged; restore a backup of the data folder.`, { cause: error })
      : explainDiskError(error, path)
  }
}

function migrate(db: ControlDb, path: string, migrations: readonly string[]): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > migrations.length) {
    throw new OperatorError(
      `The data in ${path} was written by a newer Hearth (format ${version}, this one knows ${migrations.length}); ` +
        'install the newer version again, or restore a backup made with this one.',
    )
  }
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.pragma('foreign_keys = on')
  migrations.slice(version).forEach((step, i) => {
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${version + i + 1}`)
    })()
  })
}
