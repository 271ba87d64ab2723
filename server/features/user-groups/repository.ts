import type { ReadDb } from '../../db/database.ts'

export interface GroupRow {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly is_system_group: boolean
  readonly deactivated: boolean
  readonly creator_id: number | null
  readonly created_at: Date
  /** Active people who belong to it themselves, in order of id. */
  readonly members: number[]
  /** The group whose members belong to it, too; only system groups have one. */
  readonly includes_id: number | null
}

/** All groups, or the one with this id, in order of id. */
export function findGroups(db: ReadDb, id?: number): Promise<GroupRow[]> {
  return db.query<GroupRow>(
    `select g.id, g.name, g.description, g.is_system_group, g.deactivated, g.creator_id, g.created_at, g.includes_id,
       case when g.is_system_group
         then array(select u.id from user_account u where u.is_active and u.role = g.role order by 1)
         else array(select p.user_id from user_group_period p join user_account u on u.id = p.user_id and u.is_active
           where p.group_id = g.id and upper_inf(p.messages) order by 1) end as members
     from user_group g where $1::int is null or g.id = $1 order by g.id`,
    [id ?? null],
  )
}

/** Ids of the system groups by name. */
export async function readSystemGroups(db: ReadDb): Promise<Map<string, number>> {
  const rows = await db.query<{ id: number; name: string }>('select id, name from user_group where is_system_group')
  return new Map(rows.map((row) => [row.name, row.id]))
}

/** Active people in a group or in one that it includes, in order of id. */
export async function findAllMembers(db: ReadDb, group: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with recursive included(id) as (
       select $1::int union select g.includes_id from included i join user_group g on g.id = i.id
         where g.includes_id is not null)
     select u.id from user_account u where u.is_active and exists (
       select from included i join user_group g on g.id = i.id where g.role = u.role
         or exists (select from user_group_period p where p.group_id = g.id and p.user_id = u.id and upper_inf(p.messages)))
     order by 1`,
    [group],
  )
  return rows.map((row) => row.id)
}

/** Active groups that a user belongs to, system groups among them, in order of id. */
export async function findGroupsOf(db: ReadDb, user: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select g.id from user_group g join user_account u on u.id = $1 where not g.deactivated and (g.role = u.role
       or exists (select from user_group_period p where p.group_id = g.id and p.user_id = $1 and upper_inf(p.messages)))
     order by 1`,
    [user],
  )
  return rows.map((row) => row.id)
}
