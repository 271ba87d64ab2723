import { open, rm, stat, writeFile } from 'node:fs/promises'
import type { Database } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import { HEAD_BYTES } from '../../http/save-stream.ts'
import { addAttachment } from './add.ts'
import type { Files } from './files.ts'
import { createKey, isKey } from './names.ts'
import type { FileStore } from './store.ts'

/** An upload that comes in pieces. */
export interface Partial {
  readonly key: string
  readonly owner_id: number
  readonly name: string
  readonly size: number
}

/** More than any client has under way; what is left lying is gone after a day. */
const MAX_PER_OWNER = 20

/** @returns its key; undefined when the owner has too many under way */
export async function createPartial(
  db: Database,
  store: FileStore,
  owner: number,
  { name, size }: { readonly name: string; readonly size: number },
): Promise<string | undefined> {
  const [row] = await db.query<{ n: number }>('select count(*)::int as n from partial_upload where owner_id = $1', [
    owner,
  ])
  if ((row?.n ?? 0) >= MAX_PER_OWNER) return undefined
  const key = createKey()
  await writeFile(store.partPathOf(key), '', { flag: 'wx', mode: 0o600 })
  await db.query(`insert into partial_upload (key, owner_id, name, size) values ($1, $2, $3, $4)`, [
    key,
    owner,
    name,
    size,
  ])
  return key
}

/** The owner's upload, and how much of it has come. */
export async function findPartial(
  db: Database,
  store: FileStore,
  owner: number,
  key: string,
): Promise<(Partial & { readonly offset: number }) | undefined> {
  if (!isKey(key)) return undefined
  const [row] = await db.query<Partial>(
    'select key, owner_id, name, size from partial_upload where key = $1 and owner_id = $2',
    [key, owner],
  )
  const file = row && (await stat(store.partPathOf(key)).catch(() => undefined))
  return row && file && { ...row, offset: file.size }
}

export async function dropPartial(db: Database, store: FileStore, key: string): Promise<void> {
  await db.query('delete from partial_upload where key = $1', [key])
  await rm(store.partPathOf(key), { force: true })
}

/** All of it has come: makes an attachment of it. The upload is over also when that is refused. */
export async function completePartial(
  core: Core,
  files: Files,
  { key, owner_id, name, size }: Partial,
): Promise<{ url: string; name: string }> {
  const path = files.store.partPathOf(key)
  try {
    return await addAttachment(core, files, owner_id, name, { path, size, head: await readHead(path) })
  } finally {
    await dropPartial(core.db, files.store, key)
  }
}

export async function dropStalePartials(db: Database, store: FileStore): Promise<void> {
  const rows = await db.query<{ key: string }>(
    `select key from partial_upload where created_at < now() - interval '1 day' limit 1000`,
  )
  for (const { key } of rows) await dropPartial(db, store, key)
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
