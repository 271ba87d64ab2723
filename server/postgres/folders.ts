import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  type Stats,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PostgresError } from './errors.ts'
import type { Account } from './types.ts'

/** The socket's name as Postgres makes it; sun_path ends at 104 bytes on macOS, 108 on Linux. */
const SOCKET_NAME = '.s.PGSQL.5432'
const MAX_SOCKET_PATH = 90

function lstat(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false })
}

/**
 * A folder that only its owner may enter. One that is there already is taken only from the right owner: in a shared
 * place such as /tmp anyone may have put a folder or a symlink under the name that we are about to use.
 *
 * @param uid the owner; undefined on Windows, where folders inherit their access
 */
export function privateFolder(folder: string, owner: { uid: number; gid: number } | undefined): string {
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 })
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (!owner) return folder
  const found = lstat(folder)
  if (!found?.isDirectory() || (found.uid !== owner.uid && found.uid !== process.getuid?.())) {
    throw new PostgresError(
      `${folder} is in the way: it is not a folder of the account that runs the database.`,
      'Someone else on this machine may have put it there. Look at it, remove it, then start again.',
    )
  }
  if (found.uid !== owner.uid) lchownSync(folder, owner.uid, owner.gid)
  if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700)
  return folder
}

function fits(folder: string): boolean {
  return Buffer.byteLength(path.join(folder, SOCKET_NAME)) <= MAX_SOCKET_PATH
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Candidates for the folder of the socket, best first. */
function candidates(runDir: string, dataDir: string, account: Account | undefined): string[] {
  const id = shortHash(dataDir)
  if (account) return [`/run/hearth-${id}`, path.join(os.tmpdir(), `hearth-${id}`)]
  const mine = `hearth-${process.getuid?.() ?? 0}-${id}`
  const runtime = process.env['XDG_RUNTIME_DIR']
  return [runDir, ...(runtime ? [path.join(runtime, mine)] : []), path.join(os.tmpdir(), mine), path.join('/tmp', mine)]
}

/**
 * The folder for the socket and other short-lived files, reachable by this process and by the server's account.
 * `runDir` lies below the data folder, which other accounts need not be able to enter.
 */
export function runtimeFolder(runDir: string, dataDir: string, account: Account | undefined): string {
  if (process.platform === 'win32') return privateFolder(runDir, undefined)
  const owner = account ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  let refusal: unknown
  for (const folder of candidates(runDir, dataDir, account).filter(fits)) {
    try {
      return privateFolder(folder, owner)
    } catch (error) {
      // An occupied name is never passed over in silence: the next candidate could be occupied by the same attacker.
      if (error instanceof PostgresError) throw error
      refusal = error
    }
  }
  throw refusal
}

/** Removes the folder of a server that has stopped, unless something else lies in it. */
export function releaseRuntimeFolder(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // not empty, or gone already: the next start takes it as it is
  }
}

function giveTree(folder: string, account: Account): void {
  lchownSync(folder, account.uid, account.gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) giveTree(file, account)
    // A file with a second name may be one of root's that was linked in here.
    else if ((lstat(file)?.nlink ?? 0) === 1) lchownSync(file, account.uid, account.gid)
  }
}

/** Postgres refuses a folder that is someone else's or open to others, as copies and restored folders are. */
export function secureDataFolder(dataDir: string, account: Account | undefined): void {
  if (process.platform === 'win32') return
  const found = lstat(dataDir)
  if (account && (found?.uid === 0 || lstat(path.join(dataDir, 'PG_VERSION'))?.uid === 0)) giveTree(dataDir, account)
  if (found && (found.mode & 0o777) !== 0o700) chmodSync(dataDir, 0o700)
}

/** Makes a rename in this folder survive a power cut. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
