import type { ReadDb } from '../../db/database.ts'
import { type EmojiRow, findEmoji } from './repository.ts'

/** What /register tells, and every event again: https://zulip.com/api/get-custom-emoji */
export async function readEmoji(db: ReadDb): Promise<Record<string, Record<string, unknown>>> {
  return Object.fromEntries((await findEmoji(db)).map((row) => [row.id, toWireEmoji(row)]))
}

const urlOf = (key: string, type: string) => `/user_avatars/1/emoji/images/${key}.${type.split('/')[1]}`

function toWireEmoji(row: EmojiRow): Record<string, unknown> {
  return {
    id: String(row.id),
    name: row.name,
    source_url: urlOf(row.key, row.content_type),
    still_url: row.still_key === null ? null : urlOf(row.still_key, row.content_type),
    deactivated: row.deactivated,
    author_id: row.author_id,
  }
}
