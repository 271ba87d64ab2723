import { constants } from 'node:fs'
import { access, chmod, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { explainDiskError } from './disk-errors.ts'
import { OperatorError } from './operator-error.ts'

/** Where everything lies below the data folder. All absolute paths. */
export interface DataFolder {
  readonly root: string
  readonly applianceDb: string
  readonly masterKey: string
  readonly postgres: string
  readonly uploads: string
  /** What can be had again: nobody misses it. */
  readonly cache: string
  readonly backups: string
  readonly logs: string
  readonly tls: string
  readonly run: string
}

/** A new cluster is 39 MB, its first segments of WAL 16 MB each. */
const SPACE_FOR_FIRST_START = 200 * 1024 * 1024
const PROBE_BYTES = 64 * 1024

function dataFolder(root: string): DataFolder {
  const at = (name: string) => join(root, name)
  return {
    root,
    applianceDb: at('appliance.db'),
    masterKey: at('master.key'),
    postgres: at('postgres'),
    uploads: at('uploads'),
    cache: at('cache'),
    backups: at('backups'),
    logs: at('logs'),
    tls: at('tls'),
    run: at('run'),
  }
}

interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

function here(): Surroundings {
  return { platform: process.platform, isRoot: process.getuid?.() === 0, home: homedir(), env: process.env }
}

/** The folder that is used without `--data`. */
export function defaultDataRoot({ platform, isRoot, home, env }: Surroundings = here()): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Hearth')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Hearth')
  if (isRoot) return '/var/lib/hearth'
  const xdg = env['XDG_DATA_HOME']
  // The XDG specification says to ignore a relative path.
  return xdg?.startsWith('/') ? join(xdg, 'hearth') : join(home, '.local', 'share', 'hearth')
}

/**
 * Makes the folder and its parts (0700) and proves that it can be written.
 * Throws an OperatorError for a full, read-only or forbidden disk.
 */
export async function prepareDataFolder(root: string): Promise<DataFolder> {
  const folder = dataFolder(resolve(root))
  try {
    await makeRoot(folder.root)
    const { uploads, cache, backups, logs, tls, run } = folder
    const folders = [uploads, cache, backups, logs, tls, run]
    await Promise.all(folders.map((path) => mkdir(path, { recursive: true, mode: 0o700 })))
    await checkWritable(folder)
  } catch (error) {
    throw explainDiskError(error, folder.root)
  }
  return folder
}

async function makeRoot(root: string): Promise<void> {
  // On a read-only disk Node's recursive mkdir reports a missing folder: ask what it would be made in.
  await access(await nearestExisting(root), constants.W_OK)
  const firstMade = await mkdir(root, { recursive: true, mode: 0o700 })
  // A folder that somebody prepared for us: closed as if we had made it, unless it already holds their files.
  if (firstMade === undefined && process.platform !== 'win32' && (await readdir(root)).length === 0) {
    await chmod(root, 0o700)
  }
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) || path === dirname(path) ? path : nearestExisting(dirname(path))
}

async function checkWritable(folder: DataFolder): Promise<void> {
  const probe = join(folder.run, `.probe-${process.pid}`)
  try {
    const file = await open(probe, 'w', 0o600)
    try {
      await file.write(Buffer.alloc(PROBE_BYTES))
    } finally {
      await file.close()
    }
  } finally {
    await rm(probe, { force: true })
  }
  if (await exists(join(folder.postgres, 'PG_VERSION'))) return
  const { bavail, bsize } = await statfs(folder.root)
  if (bavail * bsize < SPACE_FOR_FIRST_START) {
    const mib = (bytes: number) => Math.floor(bytes / 1024 / 1024)
    throw new OperatorError(
      `The disk that holds ${folder.root} has only ${mib(bavail * bsize)} MB left, but a new Hearth needs ` +
        `${mib(SPACE_FOR_FIRST_START)} MB; free some space or choose another folder with --data.`,
    )
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}

/** For commands that only look: says in a sentence when there is no data folder at `root`. */
export async function findDataFolder(root: string): Promise<DataFolder> {
  const folder = dataFolder(resolve(root))
  const info = await stat(folder.applianceDb).catch((error: unknown) => {
    throw errorIsAbsence(error)
      ? new OperatorError(`There is no Hearth data in ${folder.root}; name its folder with --data.`)
      : explainDiskError(error, folder.root)
  })
  if (!info.isFile()) throw new OperatorError(`There is no Hearth data in ${folder.root}; name its folder with --data.`)
  return folder
}

function errorIsAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
}
