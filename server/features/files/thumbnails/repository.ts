import type { ReadDb } from '../../../db/database.ts'
import type { PictureFacts } from '../../../lib/pictures.ts'
import { isKey } from '../names.ts'

/** What showing an uploaded picture in a message needs. */
export interface Thumbnail {
  readonly original_width: number
  readonly original_height: number
  readonly content_type: string
  /** Until then a placeholder is shown, and the message anew when it is there. */
  readonly isReady: boolean
  readonly animated: boolean
}

const keyIn = (path: string) => path.split('/').find(isKey)

/**
 * Of files by their addresses (`/user_uploads/1/ab/…/name.png`, with or without what stands before the 1). Files that are
 * no pictures, and pictures that cannot be decoded, are missing.
 */
export async function readThumbnails(db: ReadDb, paths: readonly string[]): Promise<Map<string, Thumbnail>> {
  const keys = new Map(paths.flatMap((path) => [[path, keyIn(path)] as const]))
  const rows = await db.query<Thumbnail & { key: string }>(
    `select a.key, a.content_type, p.width as original_width, p.height as original_height, p.is_animated as animated,
       p.still_key is not null as "isReady"
     from unnest($1::text[]) k cross join lateral (select * from attachment where attachment.key = k offset 0) a
     join attachment_picture p on p.attachment_id = a.id where p.width > 0`,
    [[...new Set(keys.values())].filter((key) => key !== undefined)],
  )
  const found = new Map(rows.map(({ key, ...thumbnail }) => [key, thumbnail]))
  return new Map(
    [...keys].flatMap(([path, key]) => {
      const thumbnail = found.get(key ?? '')
      return thumbnail ? [[path, thumbnail] as const] : []
    }),
  )
}

/** Keys of the smaller forms of a picture; null: there is none (yet). */
export interface ThumbnailKeys {
  readonly still_key: string | null
  readonly animated_key: string | null
}

export async function findThumbnailKeys(db: ReadDb, attachment: number): Promise<ThumbnailKeys | undefined> {
  const [row] = await db.query<ThumbnailKeys>(
    'select still_key, animated_key from attachment_picture where attachment_id = $1',
    [attachment],
  )
  return row
}

export interface WaitingPicture {
  readonly id: number
  readonly key: string
  /** This one included. */
  readonly attempts: number
}

/** Pictures without smaller forms, now this node's for so many seconds. */
export function takeWaiting(db: ReadDb, most: number, seconds: number): Promise<WaitingPicture[]> {
  return db.query<WaitingPicture>(
    `update attachment_picture p set taken_until = now() + $2 * interval '1 second', attempts = attempts + 1
     from (select attachment_id from attachment_picture where still_key is null
         and (taken_until is null or taken_until < now()) order by attachment_id limit $1 for update skip locked) free
     join attachment a on a.id = free.attachment_id
     where p.attachment_id = free.attachment_id returning a.id, a.key, p.attempts`,
    [most, seconds],
  )
}

/** For one that nobody looked at: it is left alone for so many seconds. */
export async function putBack(db: ReadDb, id: number, seconds: number): Promise<void> {
  await db.query(
    `update attachment_picture set taken_until = now() + $2 * interval '1 second', attempts = attempts - 1
     where attachment_id = $1 and still_key is null`,
    [id, seconds],
  )
}

/** @returns false when the file is gone meanwhile, or another node was first */
export async function storeThumbnails(
  db: ReadDb,
  id: number,
  { width, height }: PictureFacts,
  keys: ThumbnailKeys,
): Promise<boolean> {
  const rows = await db.query(
    `update attachment_picture set width = $2, height = $3, is_animated = $4, still_key = $5, animated_key = $6
     where attachment_id = $1 and still_key is null returning attachment_id`,
    [id, width, height, keys.animated_key !== null, keys.still_key, keys.animated_key],
  )
  return rows.length > 0
}

/** For one that cannot be made smaller: it is a file like others. */
export async function dropPicture(db: ReadDb, id: number): Promise<void> {
  await db.query('delete from attachment_picture where attachment_id = $1', [id])
}

export interface ShownTask {
  readonly message_id: number
  readonly at: string
}

/** Messages with placeholders whose pictures are all made by now. */
export function findShowable(db: ReadDb, most: number): Promise<ShownTask[]> {
  return db.query<ShownTask>(
    `select t.message_id, t.at::text from picture_task t where not exists (
       select from attachment_message c join attachment_picture p on p.attachment_id = c.attachment_id
       where c.message_id = t.message_id and p.still_key is null) order by 1 limit $1`,
    [most],
  )
}

/** Unless the message was edited meanwhile. */
export async function endShownTask(db: ReadDb, { message_id, at }: ShownTask): Promise<void> {
  await db.query('delete from picture_task where message_id = $1 and at = $2::timestamptz', [message_id, at])
}
