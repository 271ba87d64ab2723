import { createHash } from 'node:crypto'
import type { ReadDb } from '../../db/database.ts'
import { IS_OPEN } from '../../db/is-open.ts'
import type { Preview } from './fetch-preview.ts'

const digestOf = (url: string) => createHash('sha256').update(url).digest()

/** What is known of these addresses, by address. What has nothing to show is missing, as what was never fetched is. */
export async function readPreviews(db: ReadDb, urls: readonly string[]): Promise<Map<string, Preview>> {
  if (urls.length === 0) return new Map()
  const rows = await db.query<Preview & { url: string }>(
    `select url, kind, title, description, image from unnest($1::bytea[]) d
     cross join lateral (select * from link_preview p where p.digest = d offset 0) p where kind is not null`,
    [urls.map(digestOf)],
  )
  return new Map(rows.map(({ url, ...preview }) => [url, preview]))
}

/** Those of the addresses that were never fetched, or so long ago that they are to be fetched again. */
export async function findStale(db: ReadDb, urls: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ url: string }>(
    `select url from link_preview where digest = any ($1) and expires_at > now()`,
    [urls.map(digestOf)],
  )
  return urls.filter((url) => !rows.some((row) => row.url === url))
}

/** Keeps what was found at an address, for so many seconds. Nothing found does not undo what was found before. */
export async function storePreview(
  db: ReadDb,
  url: string,
  found: Preview | undefined,
  seconds: number,
): Promise<void> {
  await db.query(
    `insert into link_preview as p (digest, url, kind, title, description, image, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')
     on conflict (digest) do update set expires_at = excluded.expires_at, kind = coalesce(excluded.kind, p.kind),
       title = case when excluded.kind is null then p.title else excluded.title end,
       description = case when excluded.kind is null then p.description else excluded.description end,
       image = case when excluded.kind is null then p.image else excluded.image end`,
    [
      digestOf(url),
      url,
      found?.kind ?? null,
      found?.title ?? null,
      found?.description ?? null,
      found?.image ?? null,
      seconds,
    ],
  )
}

export interface Task {
  readonly message_id: number
  readonly content: string | null
  /** As text: what the clock says is finer than a number here. */
  readonly at: string
}

/** Messages whose links are to be looked at, now this node's for a while; none while the organization is closed. */
export function takeTasks(db: ReadDb, most: number, seconds: number): Promise<Task[]> {
  return db.query<Task>(
    `with taken as (update link_preview_task t set taken_until = now() + $2 * interval '1 second'
       from (select message_id from link_preview_task where (taken_until is null or taken_until < now())
         and ${IS_OPEN} order by message_id limit $1 for update skip locked) free
       where t.message_id = free.message_id returning t.message_id, t.at::text)
     select taken.message_id, taken.at, m.content from taken
     left join lateral (select content from message where id = taken.message_id offset 0) m on true order by 1`,
    [most, seconds],
  )
}

/** Unless the message was edited meanwhile. */
export async function endTask(db: ReadDb, { message_id, at }: Task): Promise<void> {
  await db.query('delete from link_preview_task where message_id = $1 and at = $2::timestamptz', [message_id, at])
}

/** What no message has asked for in a long time. */
export async function dropOldPreviews(db: ReadDb): Promise<void> {
  await db.query(`delete from link_preview where expires_at < now() - interval '90 days'`)
}
