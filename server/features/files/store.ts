import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReadDb } from '../../db/database.ts'
import { createKey, folderOf, isKey } from './names.ts'

/** Contents of files below one folder, by key. Names that people gave never reach the disk. */
export class FileStore {
  readonly #root: string
  /** For files that are still coming in; a rename away from where they will stay. */
  readonly incoming: string

  constructor(root: string) {
    this.#root = root
    this.incoming = join(root, 'incoming')
  }

  /** Makes the folders, and drops what a crash left half uploaded. */
  async prepare(): Promise<void> {
    await mkdir(this.incoming, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.incoming)) {
      // Uploads in pieces go on after a restart.
      if (!name.startsWith('part-')) await rm(join(this.incoming, name), { force: true, recursive: true })
    }
  }

  pathOf(key: string): string {
    if (!isKey(key)) throw new Error('This is no key of a file')
    return join(this.#root, folderOf(key), key)
  }

  partPathOf(key: string): string {
    if (!isKey(key)) throw new Error('This is no key of a file')
    return join(this.incoming, `part-${key}`)
  }

  /** Takes a complete file for good. @returns its key */
  async keep(path: string, key = createKey()): Promise<string> {
    const target = this.pathOf(key)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await rename(path, target)
    if (process.platform !== 'win32') await syncFolder(dirname(target))
    return key
  }

  async keepBytes(bytes: Buffer): Promise<string> {
    const path = join(this.incoming, createKey())
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    return this.keep(path)
  }

  /**
   * Keeps the file for as long as `work` needs to make a row for it; without the row the file goes, too.
   * @throws whatever `work` throws
   */
  async keepFor<T>(path: string, work: (key: string) => Promise<T>): Promise<T> {
    const key = await this.keep(path)
    try {
      return await work(key)
    } catch (error) {
      await this.remove(key)
      throw error
    }
  }

  /** The same for contents in memory: all of them stay, or none. */
  async keepAllFor<T>(contents: readonly Buffer[], work: (keys: readonly string[]) => Promise<T>): Promise<T> {
    const keys: string[] = []
    try {
      for (const bytes of contents) keys.push(await this.keepBytes(bytes))
      return await work(keys)
    } catch (error) {
      for (const key of keys) await this.remove(key)
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true })
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Unlinks what no row needs any more. Not before the rows are gone for good: a file is rather left than lost. */
export async function removeDiscarded(db: ReadDb, store: FileStore): Promise<void> {
  const rows = await db.query<{ key: string }>('select key from discarded_file order by key limit 1000')
  for (const { key } of rows) await store.remove(key)
  const keys = rows.map((row) => row.key)
  if (keys.length > 0) await db.query('delete from discarded_file where key = any ($1)', [keys])
}
