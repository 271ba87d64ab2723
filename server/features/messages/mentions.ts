import type { ReadDb } from '../../db/database.ts'
import { findMentions, type Mentionable } from './render.ts'

/** The people and groups that a text mentions, as far as they exist; the name may be followed by `|id`. */
export async function readMentionable(db: ReadDb, content: string): Promise<Mentionable> {
  const written = findMentions(content)
  return { users: await findUsers(db, written.users), groups: await findGroups(db, written.groups) }
}

async function findUsers(db: ReadDb, written: readonly string[]): Promise<Mentionable['users']> {
  if (written.length === 0) return new Map()
  const parsed = written.map((text) => {
    const [, name = text, id] = /^(.*?)\|(\d{1,9})$/.exec(text) ?? []
    return { text, name, id: id === undefined ? undefined : Number(id) }
  })
  const rows = await db.query<{ id: number; full_name: string }>(
    'select id, full_name from user_account where (full_name = any ($1) or id = any ($2)) and is_active order by id',
    [parsed.map((p) => p.name), parsed.flatMap((p) => p.id ?? [])],
  )
  return new Map(
    parsed.flatMap(({ text, name, id }) => {
      // An id alone decides; a name beside it must still be theirs, so that nobody is called by another's name.
      const found = rows.find((row) => (id === undefined || row.id === id) && (name === '' || row.full_name === name))
      return found ? [[text, { id: found.id, name: found.full_name }] as const] : []
    }),
  )
}

async function findGroups(db: ReadDb, written: readonly string[]): Promise<Mentionable['groups']> {
  if (written.length === 0) return new Map()
  const rows = await db.query<{ id: number; name: string }>(
    'select id, name from user_group where name = any ($1) and not deactivated and not is_system_group',
    [written],
  )
  return new Map(rows.map((row) => [row.name, row]))
}
