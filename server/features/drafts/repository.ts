import type { ReadDb } from '../../db/database.ts'
import { readUserSetting } from '../user-settings/index.ts'

/** A draft as https://zulip.com/api/get-drafts shows one. */
export interface WireDraft {
  readonly id: number
  readonly type: '' | 'stream' | 'private'
  readonly to: number[]
  readonly topic: string
  readonly content: string
  readonly timestamp: number
}

/** As https://zulip.com/api/get-saved-snippets shows one. */
export interface WireSnippet {
  readonly id: number
  readonly title: string
  readonly content: string
  readonly date_created: number
}

export const DRAFT = `id, kind as type, recipients as "to", topic, content, edited_at as timestamp`
export const SNIPPET = 'id, title, content, floor(extract(epoch from created_at))::int as date_created'

/** All of a user's, the last edited first. */
export function findDrafts(db: ReadDb, user: number): Promise<WireDraft[]> {
  return db.query<WireDraft>(`select ${DRAFT} from draft where user_id = $1 order by edited_at desc, id desc`, [user])
}

/** All of a user's, in the order of their making. */
export function findSnippets(db: ReadDb, user: number): Promise<WireSnippet[]> {
  return db.query<WireSnippet>(`select ${SNIPPET} from saved_snippet where user_id = $1 order by id`, [user])
}

/** Whether the user keeps drafts here at all. */
export function syncsDrafts(db: ReadDb, user: number): Promise<boolean> {
  return readUserSetting(db, user, 'enable_drafts_synchronization')
}
