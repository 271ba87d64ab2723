import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { denied, type GroupRights } from './policy.ts'
import { mayByOrganization } from './setting.ts'

/** What a user may do with a group. Guests manage nothing, whatever a permission says. */
export async function readRights(db: ReadDb, user: number, group: number): Promise<GroupRights> {
  const [row] = await db.query<GroupRights & { system: boolean; guest: boolean }>(
    `select g.is_system_group as system, u.role = 600 as guest,
       is_in_group(u.id, g.can_manage_group)
         or is_in_group(u.id, organization_group('can_manage_all_groups', 'role:administrators')) as manage,
       is_in_group(u.id, g.can_add_members_group) as add, is_in_group(u.id, g.can_remove_members_group) as remove,
       is_in_group(u.id, g.can_join_group) as join, is_in_group(u.id, g.can_leave_group) as leave
     from user_group g join user_account u on u.id = $1 where g.id = $2`,
    [user, group],
  )
  if (!row || row.system) return { manage: false, add: false, remove: false, join: false, leave: false }
  const isMember = !row.guest
  return {
    manage: row.manage && isMember,
    add: row.add && isMember,
    remove: row.remove && isMember,
    join: row.join,
    leave: row.leave,
  }
}

/** @throws {ApiError} for who may not, guests above all */
export async function requireMayCreateGroup(db: ReadDb, actor: { id: number; role: number }): Promise<void> {
  const may = actor.role <= 400 && (await mayByOrganization(db, actor.id, 'can_create_groups', 'role:members'))
  if (!may) throw denied()
}

/**
 * @returns the groups with all in them whose members are listed: a mention concerns these, too
 * @throws {ApiError} naming the first group that the user may not mention
 */
export async function checkMentioned(db: ReadDb, user: number, groups: readonly number[]): Promise<readonly number[]> {
  if (groups.length === 0) return groups
  const [wrong] = await db.query<{ name: string }>(
    'select name from user_group where id = any ($2) and not is_in_group($1, can_mention_group) order by id limit 1',
    [user, groups],
  )
  if (wrong) throw new ApiError('BAD_REQUEST', `You are not allowed to mention user group '${wrong.name}'.`)
  const rows = await db.query<{ id: number }>(
    `select distinct i.id from unnest($1::int[]) m cross join lateral groups_within(m) i(id)
     join user_group g on g.id = i.id where not g.is_system_group order by 1`,
    [groups],
  )
  return rows.map((row) => row.id)
}

interface Objection {
  readonly type: 'subgroup' | 'realm' | 'channel' | 'user_group'
  readonly [detail: string]: unknown
}

/** What would lose its meaning without a group: https://zulip.com/api/deactivate-user-group */
export async function findObjections(db: ReadDb, group: number): Promise<Objection[]> {
  const rows = await db.query<{ kind: 'subgroup' | 'realm' | 'channel' | 'user_group'; id: number; setting: string }>(
    `with named(id) as (
       select $1::int union select s.group_id from user_group_subgroup s join user_group g on g.id = s.group_id
         where s.subgroup_id = $1 and g.is_anonymous)
     select 'subgroup' as kind, g.id, '' as setting from user_group_subgroup s join user_group g on g.id = s.group_id
       where s.subgroup_id = $1 and not g.is_anonymous and not g.deactivated
     union all
     select 'realm', 0, x.key from organization o, jsonb_each(o.settings) x join named n on x.value = to_jsonb(n.id)
       where x.key like 'can\\_%' or x.key like '%\\_group'
     union all
     select 'channel', s.id, x.key from stream s, jsonb_each(to_jsonb(s)) x join named n on x.value = to_jsonb(n.id)
       where not s.is_archived and x.key like 'can\\_%'
     union all
     select 'user_group', g.id, x.key from user_group g, jsonb_each(to_jsonb(g)) x join named n on x.value = to_jsonb(n.id)
       where not g.deactivated and not g.is_anonymous and g.id <> $1 and x.key like 'can\\_%'
     order by 1, 2, 3`,
    [group],
  )
  const settingsOf = (kind: string, id: number) =>
    rows.filter((row) => row.kind === kind && row.id === id).map((row) => row.setting)
  const owners = (kind: string) => [...new Set(rows.filter((row) => row.kind === kind).map((row) => row.id))]
  const supergroups = owners('subgroup')
  return [
    ...(supergroups.length > 0 ? [{ type: 'subgroup' as const, group_ids: supergroups }] : []),
    ...owners('realm').map(() => ({ type: 'realm' as const, settings: settingsOf('realm', 0) })),
    ...owners('channel').map((id) => ({
      type: 'channel' as const,
      channel_id: id,
      settings: settingsOf('channel', id),
    })),
    ...owners('user_group').map((id) => ({
      type: 'user_group' as const,
      group_id: id,
      settings: settingsOf('user_group', id),
    })),
  ]
}
