import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'

const MAX_BYTES = 10 * 1024 * 1024
const KEPT = 3
const TAIL_BYTES = 16 * 1024

function rotate(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < MAX_BYTES) return
  for (let n = KEPT - 1; n >= 0; n--) {
    const from = n === 0 ? file : `${file}.${n}`
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${n + 1}`)
  }
}

export interface ServerLog {
  /** To be handed to the server, which needs no right to open the file itself. */
  readonly fd: number
  /** The last part of what was written since the file was opened. */
  tail(): string
  close(): void
}

/** Opens the log for one run of the server; the three files before it are kept when it has grown beyond 10 MB. */
export function openServerLog(file: string): ServerLog {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  rotate(file)
  const fd = openSync(file, 'a+', 0o600)
  const begin = fstatSync(fd).size
  return {
    fd,
    tail() {
      const end = fstatSync(fd).size
      const from = Math.max(begin, end - TAIL_BYTES)
      const bytes = Buffer.alloc(Math.max(0, end - from))
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, from))
    },
    close: () => closeSync(fd),
  }
}
