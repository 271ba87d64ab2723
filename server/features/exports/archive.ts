import { createWriteStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { WriteTx } from '../../db/database.ts'
import { type TarEntry, tar } from '../../lib/tar.ts'
import type { FileStore } from '../files/index.ts'
import { decideScope, type ExportType } from './scope.ts'
import { ATTACHMENTS, HISTORY, MESSAGES, OF_MESSAGES, PICTURES, REALM_TABLES } from './tables.ts'

/** Rows that are in memory at a time: of messages, ten megabytes at most. */
const PAGE = 500
/** Files of people are compressed already; texts gain most of it at once. */
const LEVEL = 3

export interface ArchiveOptions {
  readonly type: ExportType
  /** Who asked for it. */
  readonly viewer: number
  readonly store: FileStore
  /** Path to write to, which must be free. */
  readonly path: string
  readonly signal: AbortSignal
}

/**
 * Writes what the transaction sees of the organization into a `.tar.gz`, as a stream: no table, file or archive is ever in
 * memory as a whole.
 */
export async function writeArchive(tx: WriteTx, options: ArchiveOptions): Promise<void> {
  const { path, signal } = options
  const source = Readable.from(tar(entries(tx, options)), { objectMode: false })
  await pipeline(
    source,
    createGzip({ level: LEVEL }),
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
    {
      signal,
    },
  )
}

type Row = Readonly<Record<string, unknown>>

async function* entries(tx: WriteTx, { type, viewer, store, path }: ArchiveOptions): AsyncGenerator<TarEntry> {
  await decideScope(tx, type)
  const tables = Object.entries(REALM_TABLES).map(
    ([name, sql]) => [name, readAll(tx, sql.replaceAll('$viewer', String(viewer)))] as const,
  )
  yield* viaDisk('realm.json', `${path}.part`, toJson(tables))
  let count = 0
  for await (const messages of pages(tx, MESSAGES)) {
    count += 1
    const content = { zerver_message: messages, ...(await readOf(tx, messages)) }
    yield fromBytes(`messages-${String(count).padStart(6, '0')}.json`, JSON.stringify(content))
  }
  yield* viaDisk('history.json', `${path}.part`, toJson([['hearth_messagehistory', readAll(tx, HISTORY)]]))
  yield* viaDisk('attachment.json', `${path}.part`, toJson([['zerver_attachment', readAll(tx, ATTACHMENTS)]]))
  yield* files(tx, { folder: 'uploads', sql: ATTACHMENTS, store, path })
  for (const [folder, sql] of Object.entries(PICTURES)) yield* files(tx, { folder, sql, store, path })
}

async function readOf(tx: WriteTx, messages: readonly Row[]): Promise<Record<string, Row[]>> {
  const ids = messages.map(({ id }) => id)
  const found: Record<string, Row[]> = {}
  for (const [name, sql] of Object.entries(OF_MESSAGES)) found[name] = await tx.query<Row>(sql, [ids])
  return found
}

interface Folder {
  readonly folder: string
  readonly sql: string
  readonly store: FileStore
  readonly path: string
}

/** The files that the rows name, and the rows. One that was removed meanwhile is in the rows alone. */
async function* files(tx: WriteTx, { folder, sql, store, path }: Folder): AsyncGenerator<TarEntry> {
  for await (const row of readAll(tx, sql)) {
    const file = await open(store.pathOf(String(row['key']))).catch(gone)
    if (file) yield* fromFile(nameOf(folder, row), file)
  }
  yield* viaDisk(`${folder}/records.json`, `${path}.part`, toJson(records(folder, readAll(tx, sql))))
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The names that people gave are in the rows alone: none of them becomes a path on somebody's disk. */
function nameOf(folder: string, row: Row): string {
  return `${folder}/${String(row['key'])}`
}

function records(folder: string, rows: AsyncIterable<Row>): [null, AsyncIterable<Row>][] {
  async function* named() {
    for await (const row of rows) yield { ...row, path: nameOf(folder, row) }
  }
  return [[null, named()]]
}

async function* readAll(tx: WriteTx, sql: string): AsyncGenerator<Row> {
  for await (const page of pages(tx, sql)) yield* page
}

/** By a cursor of the database, so that nobody holds all of it. */
async function* pages(tx: WriteTx, sql: string): AsyncGenerator<Row[]> {
  const cursor = `export_${(cursors += 1)}`
  await tx.query(`declare ${cursor} no scroll cursor for ${sql}`)
  for (;;) {
    const rows = await tx.query<Row>(`fetch ${PAGE} from ${cursor}`)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) break
  }
  await tx.query(`close ${cursor}`)
}
let cursors = 0

/** An object of lists; a list alone where the only one has no name. */
async function* toJson(lists: readonly (readonly [string | null, AsyncIterable<Row>])[]): AsyncGenerator<string> {
  const isObject = lists[0]?.[0] !== null
  if (isObject) yield '{'
  let before = ''
  for (const [name, rows] of lists) {
    yield name === null ? '[' : `${before}${JSON.stringify(name)}:[`
    before = ',\n'
    let comma = '\n'
    for await (const row of rows) {
      yield comma + JSON.stringify(row)
      comma = ',\n'
    }
    yield '\n]'
  }
  if (isObject) yield '}'
}

function fromBytes(name: string, text: string): TarEntry {
  const content = Buffer.from(text)
  return { name, size: content.length, content }
}

/** Open before it is announced: afterwards it cannot be removed any more, and no error comes before somebody listens. */
async function* fromFile(name: string, file: FileHandle): AsyncGenerator<TarEntry> {
  try {
    yield { name, size: (await file.stat()).size, content: file.createReadStream({ autoClose: false }) }
  } finally {
    await file.close()
  }
}

/** A tar archive begins each file with its size, so what is made as it goes is written beside it first. */
async function* viaDisk(name: string, part: string, text: AsyncIterable<string>): AsyncGenerator<TarEntry> {
  try {
    await pipeline(text, createWriteStream(part, { mode: 0o600 }))
    yield* fromFile(name, await open(part))
  } finally {
    await rm(part, { force: true })
  }
}
