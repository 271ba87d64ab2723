import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OperatorError } from './operator-error.ts'

/** Below the 104 (macOS) or 108 (Linux) bytes of a socket address. */
const MAX_SOCKET_PATH = 90

/**
 * Where a local socket called `name` of the host on `runDir` is to be: there if the path is short enough,
 * else in a private runtime folder; on Windows a named pipe.
 */
export async function socketPath(runDir: string, name: string): Promise<string> {
  const id = createHash('sha256').update(runDir).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\hearth-${id}-${name}`
  const near = join(runDir, name)
  if (Buffer.byteLength(near) <= MAX_SOCKET_PATH) return near
  const base = process.env['XDG_RUNTIME_DIR'] ?? tmpdir()
  return join(await privateFolder(join(base, `hearth-${process.getuid?.() ?? 0}-${id}`)), name)
}

/**
 * Makes a 0700 folder of ours. In a folder that others may write to, somebody could have put
 * one of theirs, or a link, in its place: then nothing is created there.
 */
async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const info = await lstat(path)
  if (!info.isDirectory() || info.uid !== process.getuid?.() || (info.mode & 0o077) !== 0) {
    throw new OperatorError(`${path} is not a private folder of this account; remove it and start Hearth again.`)
  }
  return path
}
