import type { ReadDb } from '../../db/database.ts'

export interface AttachmentRow {
  readonly id: number
  readonly key: string
  readonly owner_id: number
  readonly name: string
  readonly slug: string
  readonly content_type: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly messages: { id: number; date_sent: number }[]
}

const MESSAGES = `coalesce((select json_agg(json_build_object('id', m.id,
    'date_sent', (extract(epoch from m.date_sent) * 1000)::bigint) order by m.id)
  from (select message_id from attachment_message where attachment_id = a.id offset 0) c
  cross join lateral (select id, date_sent from message where id = c.message_id offset 0) m), '[]') as messages`
const COLUMNS = `a.id, a.key, a.owner_id, a.name, a.slug, a.content_type, a.size,
  (extract(epoch from a.created_at) * 1000)::bigint as at`

/** What somebody uploaded, the newest first. */
export function findAttachments(db: ReadDb, owner: number): Promise<AttachmentRow[]> {
  return db.query<AttachmentRow>(
    `select ${COLUMNS}, ${MESSAGES} from attachment a where a.owner_id = $1 order by a.id desc`,
    [owner],
  )
}

export function readAttachments(db: ReadDb, ids: readonly number[]): Promise<AttachmentRow[]> {
  return db.query<AttachmentRow>(
    `select ${COLUMNS}, ${MESSAGES} from unnest($1::int[]) i cross join lateral (select * from attachment where id = i offset 0) a
     order by a.id`,
    [ids],
  )
}

/** The file with this key, if the reader may read it: an own one, or one that a message they may read names. */
export async function findReadable(db: ReadDb, reader: number, key: string): Promise<AttachmentRow | undefined> {
  const [row] = await db.query<AttachmentRow>(
    `select ${COLUMNS}, '[]'::json as messages from attachment a
     where a.key = $2 and may_read_attachment($1, a.id, a.owner_id)`,
    [reader, key],
  )
  return row
}

/** For whoever has proved otherwise that they may read it. */
export async function findByKey(db: ReadDb, key: string): Promise<AttachmentRow | undefined> {
  const [row] = await db.query<AttachmentRow>(
    `select ${COLUMNS}, '[]'::json as messages from attachment a where a.key = $1`,
    [key],
  )
  return row
}

/** Bytes of all files that people uploaded for their messages. */
export async function readUsedSpace(db: ReadDb): Promise<number> {
  const [row] = await db.query<{ used: number }>('select coalesce(sum(size), 0)::bigint as used from attachment')
  return row?.used ?? 0
}

/** Files that a message belongs to, in order of id. */
export async function findClaims(db: ReadDb, message: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    'select attachment_id as id from attachment_message where message_id = $1 order by 1',
    [message],
  )
  return rows.map((row) => row.id)
}
