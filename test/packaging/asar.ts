import { closeSync, cpSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Entry {
  readonly files?: Record<string, Entry>
  readonly size?: number
  readonly offset?: string
  readonly unpacked?: boolean
}

export interface ArchivedFile {
  /** from the archive's root, with `/` */
  readonly path: string
  readonly size: number
  /** lies beside the archive, in `app.asar.unpacked` */
  readonly unpacked: boolean
  /** where it starts in the archive */
  readonly position: number
}

/** The files of an Electron archive: sizes, then a JSON header, then the contents one after the other. */
export function listArchive(archive: string): ArchivedFile[] {
  const sizes = readAt(archive, 0, 16)
  const header = readAt(archive, 16, sizes.readUInt32LE(12)).toString('utf8')
  return flatten(JSON.parse(header) as Entry, '', 8 + sizes.readUInt32LE(4))
}

function flatten(entry: Entry, path: string, contents: number): ArchivedFile[] {
  if (entry.files) {
    return Object.entries(entry.files).flatMap(([name, child]) =>
      flatten(child, path === '' ? name : `${path}/${name}`, contents),
    )
  }
  const { size, offset = '0', unpacked = false } = entry
  if (size === undefined) throw new Error(`${path} is neither a file nor a folder`)
  return [{ path, size, unpacked, position: contents + Number(offset) }]
}

export function readArchived(archive: string, file: ArchivedFile): string {
  return readAt(archive, file.position, file.size).toString('utf8')
}

/** Puts all files into a folder, where plain Node finds them as Electron finds them in the archive. */
export function extractArchive(archive: string, folder: string): void {
  for (const { path, size, unpacked, position } of listArchive(archive)) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    if (unpacked) cpSync(join(`${archive}.unpacked`, path), target)
    else writeFileSync(target, readAt(archive, position, size))
  }
}

function readAt(file: string, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  const fd = openSync(file, 'r')
  try {
    readSync(fd, buffer, 0, length, position)
  } finally {
    closeSync(fd)
  }
  return buffer
}
