import type { ReadDb } from '../../db/database.ts'
import type { RenderContext } from '../../markdown/index.ts'

const WITH_ID = /^(.*?)\|(\d{1,9})$/

/**
 * The people whom mentions name, as far as they exist and the author may see them: a mention by id alone shows the name.
 * Who is deactivated stands behind others of the same name.
 */
export async function findUsers(
  db: ReadDb,
  written: readonly string[],
  author: number | undefined,
): Promise<RenderContext['users']> {
  if (written.length === 0) return () => undefined
  const ids = written.flatMap((text) => Number(WITH_ID.exec(text)?.[2] ?? 0))
  const names = written.map((text) => WITH_ID.exec(text)?.[1] ?? text)
  const rows = await db.query<{ id: number; name: string; isActive: boolean }>(
    `select id, full_name as name, is_active as "isActive" from user_account
     where (full_name = any ($1) or id = any ($2)) and id <> all (array(select h from hidden_people($3) h))
     order by is_active desc, id`,
    [names, ids, author ?? 0],
  )
  return (named) => rows.find((row) => (typeof named === 'number' ? row.id === named : row.name === named))
}

export async function findGroups(db: ReadDb, written: readonly string[]): Promise<RenderContext['groups']> {
  if (written.length === 0) return () => undefined
  const rows = await db.query<{ id: number; name: string; isActive: boolean }>(
    `select id, name, not deactivated as "isActive" from user_group where name = any ($1) and not is_system_group
     order by deactivated, id`,
    [written],
  )
  return (name) => rows.find((row) => row.name === name)
}

/** Streams that the author may know of: a link to another one would tell that it exists. The host knows all. */
export async function findStreams(
  db: ReadDb,
  written: readonly string[],
  author: number | undefined,
): Promise<RenderContext['streams']> {
  if (written.length === 0) return () => undefined
  const rows = await db.query<{ id: number; name: string }>(
    `select s.id, s.name from stream s where s.name = any ($1) and (
       $2::int is null or exists (select from subscription b where b.user_id = $2 and b.recipient_id = s.id and b.active)
       or (not s.invite_only and exists (select from user_account u where u.id = $2 and u.role <> 600)))
     order by s.is_archived, s.id`,
    [written, author ?? null],
  )
  return (name) => rows.find((row) => row.name === name)
}
