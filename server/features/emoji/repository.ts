import type { ReadDb } from '../../db/database.ts'

export interface EmojiRow {
  readonly id: number
  readonly name: string
  readonly key: string
  readonly content_type: string
  readonly still_key: string | null
  readonly author_id: number | null
  readonly deactivated: boolean
}

/** All that ever were, since old messages show those that are no longer in use. */
export function findEmoji(db: ReadDb): Promise<EmojiRow[]> {
  return db.query<EmojiRow>(
    'select id, name, key, content_type, still_key, author_id, deactivated from realm_emoji order by id',
  )
}

/** The emoji in use under a name. */
export async function findEmojiByName(db: ReadDb, name: string): Promise<EmojiRow | undefined> {
  const [row] = await db.query<EmojiRow>(
    `select id, name, key, content_type, still_key, author_id, deactivated from realm_emoji
     where name = $1 and not deactivated`,
    [name],
  )
  return row
}

/** The picture or still with this key. */
export async function findEmojiPicture(db: ReadDb, key: string): Promise<{ type: string } | undefined> {
  const [row] = await db.query<{ type: string }>(
    'select content_type as type from realm_emoji where key = $1 or still_key = $1',
    [key],
  )
  return row
}
