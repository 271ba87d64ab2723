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
  /** Groups whose members belong to it, too, in order of id. */
  readonly subgroups: number[]
  /** Ids of groups; null: nobody. */
  readonly can_add_members_group: number | null
  readonly can_join_group: number | null
  readonly can_leave_group: number | null
  readonly can_manage_group: number | null
  readonly can_mention_group: number | null
  readonly can_remove_members_group: number | null
}

/** All groups, or the one with this id, in order of id. */
export function findGroups(db: ReadDb, id?: number): Promise<GroupRow[]> {
  return db.query<GroupRow>(
    `select g.id, g.name, g.description, g.is_system_group, g.deactivated, g.creator_id, g.created_at,
       g.can_add_members_group, g.can_join_group, g.can_leave_group, g.can_manage_group, g.can_mention_group,
       g.can_remove_members_group,
       array(select s.subgroup_id from user_group_subgroup s where s.group_id = g.id order by 1) as subgroups,
       case when g.is_system_group
         then array(select u.id from user_account u where u.is_active and u.role = g.role order by 1)
         else array(select p.user_id from user_group_period p join user_account u on u.id = p.user_id and u.is_active
           where p.group_id = g.id and upper_inf(p.messages) order by 1) end as members
     from user_group g where not g.is_anonymous and ($1::int is null or g.id = $1) order by g.id`,
    [id ?? null],
  )
}

/** Ids of the system groups by name. */
export async function readSystemGroups(db: ReadDb): Promise<Map<string, number>> {
  const rows = await db.query<{ id: number; name: string }>('select id, name from user_group where is_system_group')
  return new Map(rows.map((row) => [row.name, row.id]))
}

/** Active people in a group or in one in it, in order of id. */
export async function findAllMembers(db: ReadDb, group: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select u.id from user_account u where u.is_active and exists (
       select from groups_within($1) i(id) join user_group g on g.id = i.id where g.role = u.role
         or exists (select from user_group_period p where p.group_id = g.id and p.user_id = u.id and upper_inf(p.messages)))
     order by 1`,
    [group],
  )
  return rows.map((row) => row.id)
}

/** Groups in a group, or in one in it, in order of id. */
export async function findAllSubgroups(db: ReadDb, group: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>('select id from groups_within($1) i(id) where id <> $1 order by 1', [
    group,
  ])
  return rows.map((row) => row.id)
}

/** Active groups that a user belongs to, system groups among them, in order of id. */
export async function findGroupsOf(db: ReadDb, user: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select g.id from user_group g join user_account u on u.id = $1 where not g.deactivated and not g.is_anonymous and (g.role = u.role
       or exists (select from user_group_period p where p.group_id = g.id and p.user_id = $1 and upper_inf(p.messages)))
     order by 1`,
    [user],
  )
  return rows.map((row) => row.id)
}
