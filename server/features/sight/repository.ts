import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'

/** What somebody is called whom the reader may not see; only the id is true. */
export const UNKNOWN_NAME = 'Unknown user'

/** Whom the viewer must know nothing of but the id. */
export async function findHidden(db: ReadDb, viewer: number): Promise<ReadonlySet<number>> {
  const rows = await db.query<{ id: number }>('select hidden_people($1) as id', [viewer])
  return new Set(rows.map(({ id }) => id))
}

/** Who could write to everybody would see everybody. @throws {ApiError} when one of these is out of the actor's sight */
export async function requireInSight(
  db: ReadDb,
  actor: { readonly id: number; readonly role: number },
  people: readonly number[],
): Promise<void> {
  if (actor.role !== 600) return
  const hidden = await findHidden(db, actor.id)
  if (!people.some((id) => hidden.has(id))) return
  throw new ApiError('BAD_REQUEST', 'You do not have permission to access some of the recipients.')
}

export async function limitsGuests(db: ReadDb): Promise<boolean> {
  const [row] = await db.query<{ is: boolean }>('select limits_guests() as is')
  return row?.is === true
}

/** Pairs of guests and people; null: all of them. */
export interface Pairs {
  readonly guests: readonly number[] | null
  readonly people: readonly number[] | null
}

/** By guest, whom they do not see among these pairs; nobody where guests see everybody. */
export async function findHiddenFromGuests(db: ReadDb, pairs: readonly Pairs[]): Promise<Map<number, Set<number>>> {
  const found = new Map<number, Set<number>>()
  if (!(await limitsGuests(db))) return found
  for (const { guests, people } of pairs) {
    const rows = await db.query<{ guest: number; id: number }>(
      `select g.id as guest, h as id from user_account g cross join lateral hidden_people(g.id) h
       where g.role = 600 and g.is_active and ($1::int[] is null or g.id = any ($1)) and ($2::int[] is null or h = any ($2))
       order by 1, 2`,
      [guests, people],
    )
    for (const { guest, id } of rows) found.set(guest, (found.get(guest) ?? new Set()).add(id))
  }
  return found
}

/** What these people say of themselves, where they do, in the form of https://zulip.com/api/get-events#user_status */
export async function findStatuses(db: ReadDb, people: readonly number[]): Promise<Record<string, unknown>[]> {
  if (people.length === 0) return []
  const rows = await db.query<{ status: Record<string, unknown> }>(
    `select jsonb_strip_nulls(jsonb_build_object('user_id', u.id, 'status_text', nullif(s.status_text, ''),
       'away', case when u.settings->>'presence_enabled' = 'false' then true end,
       'emoji_name', nullif(s.emoji_name, ''), 'emoji_code', case when s.emoji_name <> '' then s.emoji_code end,
       'reaction_type', case when s.emoji_name <> '' then s.reaction_type end)) as status
     from user_account u left join user_status s on s.user_id = u.id
     where u.id = any ($1) and (s.status_text <> '' or s.emoji_name <> '' or u.settings->>'presence_enabled' = 'false')
     order by u.id`,
    [people],
  )
  return rows.map(({ status }) => status)
}
