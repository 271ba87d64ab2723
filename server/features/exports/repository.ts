import type { ReadDb } from '../../db/database.ts'
import type { ExportType } from './scope.ts'

export interface ExportRow {
  readonly id: number
  readonly acting_user_id: number
  readonly type: ExportType
  /** Seconds since 1970, also those below. */
  readonly started: number
  readonly attempts: number
  readonly key: string | null
  readonly size: number | null
  readonly failed: number | null
  readonly deleted: number | null
}

const seconds = (column: string) => `extract(epoch from ${column})::float`
const EXPORT = `select id, acting_user_id, type, ${seconds('started_at')} as started, attempts, key, size,
  ${seconds('failed_at')} as failed, ${seconds('deleted_at')} as deleted from realm_export`

export function findExports(db: ReadDb): Promise<ExportRow[]> {
  return db.query<ExportRow>(`${EXPORT} order by id`)
}

export async function findExport(db: ReadDb, id: number): Promise<ExportRow | undefined> {
  const [row] = await db.query<ExportRow>(`${EXPORT} where id = $1`, [id])
  return row
}

export async function findExportByKey(db: ReadDb, key: string): Promise<ExportRow | undefined> {
  const [row] = await db.query<ExportRow>(`${EXPORT} where key = $1`, [key])
  return row
}

/** The oldest that is not made yet. */
export async function findPending(db: ReadDb): Promise<ExportRow | undefined> {
  const [row] = await db.query<ExportRow>(
    `${EXPORT} where key is null and failed_at is null and deleted_at is null order by id limit 1`,
  )
  return row
}

/** Bytes that an export of everything would have to read, about. */
export async function readSize(db: ReadDb): Promise<number> {
  const [row] = await db.query<{ size: number }>(
    `select (select coalesce(sum(size), 0) from attachment)::bigint + pg_table_size('message') as size`,
  )
  return row?.size ?? 0
}

export async function countThisWeek(db: ReadDb): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) from realm_export where started_at > now() - interval '7 days'`,
  )
  return row?.count ?? 0
}

/** Who lets administrators export what only they may see. */
export function findConsents(db: ReadDb): Promise<{ user_id: number; consented: boolean }[]> {
  return db.query<{ user_id: number; consented: boolean }>(
    `select id as user_id, coalesce((settings->>'allow_private_data_export')::boolean, false) as consented
     from user_account where is_active and not is_bot order by id`,
  )
}
