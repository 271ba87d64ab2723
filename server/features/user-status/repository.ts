import type { ReadDb } from '../../db/database.ts'

/** As https://zulip.com/api/get-user-status tells it: only what is set. */
export interface WireStatus {
  readonly away?: true
  readonly status_text?: string
  readonly emoji_name?: string
  readonly emoji_code?: string
  readonly reaction_type?: string
}

interface StatusRow {
  readonly id: number
  readonly away: boolean
  readonly status_text: string | null
  readonly emoji_name: string | null
  readonly emoji_code: string | null
  readonly reaction_type: string | null
}

/** By user id, of whom the viewer may see; who has set nothing is not there. */
export async function findStatuses(db: ReadDb, viewer: number, user?: number): Promise<Record<string, WireStatus>> {
  const rows = await db.query<StatusRow>(
    `select u.id, coalesce(u.settings->>'presence_enabled', 'true') = 'false' as away, s.status_text, s.emoji_name,
       s.emoji_code, s.reaction_type
     from user_account u left join user_status s on s.user_id = u.id
     where (s.status_text <> '' or s.emoji_name <> '' or u.settings->>'presence_enabled' = 'false')
       and u.id <> all (array(select h from hidden_people($1) h)) ${user === undefined ? '' : 'and u.id = $2'} order by u.id`,
    user === undefined ? [viewer] : [viewer, user],
  )
  return Object.fromEntries(rows.map((row) => [row.id, toWireStatus(row)]))
}

function toWireStatus(row: StatusRow): WireStatus {
  return {
    ...(row.away ? { away: true } : {}),
    ...(row.status_text ? { status_text: row.status_text } : {}),
    ...(row.emoji_name
      ? { emoji_name: row.emoji_name, emoji_code: row.emoji_code ?? '', reaction_type: row.reaction_type ?? '' }
      : {}),
  }
}
