import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { PostgresError } from './errors.ts'
import { program } from './locate.ts'
import { run, runOptions } from './run.ts'
import type { Account, Programs } from './types.ts'

/** Below a folder that every account may enter. */
const RUNTIME_ROOT = '/var/lib/hearth-runtime'

interface Entry {
  readonly name: string
  readonly stat: Stats
}

/** Every file and link below the folder, by relative name; archives for linking C programs are left out. */
function list(folder: string, below = ''): Entry[] {
  return readdirSync(path.join(folder, below))
    .filter((name) => !name.endsWith('.a'))
    .sort()
    .flatMap((name) => {
      const relative = path.join(below, name)
      const stat = lstatSync(path.join(folder, relative))
      return stat.isDirectory() ? list(folder, relative) : [{ name: relative, stat }]
    })
}

function describe(entries: readonly Entry[]): string {
  return entries.map((e) => `${e.name} ${e.stat.isSymbolicLink() ? 'link' : e.stat.size}`).join('\n')
}

/** Every process of the machine may run what lies here, so nobody but root may have written it. */
function isTrusted(stat: Stats): boolean {
  return stat.uid === 0 && (stat.isSymbolicLink() || (stat.mode & 0o022) === 0)
}

function isComplete(copy: string, expected: string): boolean {
  const found = lstatSync(copy, { throwIfNoEntry: false })
  if (!found?.isDirectory() || !isTrusted(found)) return false
  const entries = list(copy)
  return entries.every((e) => isTrusted(e.stat)) && describe(entries) === expected
}

function copyTree(from: string, to: string, entries: readonly Entry[]): void {
  const openFolder = (folder: string) => {
    if (lstatSync(folder, { throwIfNoEntry: false })) return
    mkdirSync(folder)
    chmodSync(folder, 0o755) // whatever the umask
  }
  openFolder(to)
  for (const { name, stat } of entries) {
    path
      .dirname(name)
      .split(path.sep)
      .reduce((parent, part) => {
        openFolder(path.join(parent, part))
        return path.join(parent, part)
      }, to)
    const target = path.join(to, name)
    if (stat.isSymbolicLink()) symlinkSync(readlinkSync(path.join(from, name)), target)
    else {
      copyFileSync(path.join(from, name), target)
      chmodSync(target, stat.mode & 0o100 ? 0o755 : 0o644)
    }
  }
}

function prepareRoot(root: string): void {
  mkdirSync(root, { recursive: true, mode: 0o755 })
  const stat = lstatSync(root)
  if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw new PostgresError(
      `${root} is in the way: it must be a folder that belongs to root and that nobody else can change.`,
      'Look at what is in it, remove it, then start again.',
    )
  }
  chmodSync(root, 0o755)
}

/** Copies the programs, once per version, to where every account can run them. Returns the copy's folder. */
function copyPrograms(programs: Programs, root: string): string {
  const entries = list(programs.native)
  const expected = describe(entries)
  const content = createHash('sha256')
    .update(expected)
    .update(readFileSync(program(programs, 'postgres')))
    .digest('hex')
  prepareRoot(root)
  const copy = path.join(root, `postgres-${programs.major}-${content.slice(0, 16)}`)
  if (isComplete(copy, expected)) return copy
  const partial = `${copy}.${process.pid}.partial`
  rmSync(partial, { recursive: true, force: true })
  try {
    copyTree(programs.native, partial, entries)
    rmSync(copy, { recursive: true, force: true })
    renameSync(partial, copy)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return copy
}

async function canRun(programs: Programs, account: Account): Promise<boolean> {
  try {
    const { code } = await run(program(programs, 'postgres'), ['-V'], runOptions(account, '/'), { within: 10_000 })
    return code === 0
  } catch {
    return false // the account may not even reach the file
  }
}

/**
 * The programs in a place where the server's account can run them: where they are, or, when a folder above is closed
 * to it (a clone below /root), a copy that only root can change.
 */
export async function programsFor(
  account: Account | undefined,
  programs: Programs,
  root: string = RUNTIME_ROOT,
): Promise<Programs> {
  if (!account || (await canRun(programs, account))) return programs
  const copied = { ...programs, native: copyPrograms(programs, root) }
  if (await canRun(copied, account)) return copied
  throw new PostgresError(
    `The account ${account.name} cannot run the database program in ${copied.native}.`,
    'Allow programs to run from that disk (it may be mounted "noexec"), or run Hearth as an ordinary user.',
  )
}
