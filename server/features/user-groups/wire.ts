import type { GroupRow } from './repository.ts'

/** A group as https://zulip.com/api/get-user-groups shows one; `system` has the ids of the system groups by name. */
export function toWireGroup(row: GroupRow, system: ReadonlyMap<string, number>): Record<string, unknown> {
  const nobody = system.get('role:nobody')
  const administrators = system.get('role:administrators')
  // What policy.ts decides, in Zulip's terms.
  const managers = row.is_system_group
    ? nobody
    : row.creator_id === null
      ? administrators
      : { direct_members: [row.creator_id], direct_subgroups: [administrators] }
  const anybody = row.is_system_group ? nobody : system.get('role:everyone')
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    date_created: row.is_system_group ? null : Math.floor(row.created_at.getTime() / 1000),
    creator_id: row.creator_id,
    members: row.members,
    direct_subgroup_ids: row.includes_id === null ? [] : [row.includes_id],
    is_system_group: row.is_system_group,
    can_add_members_group: managers,
    can_join_group: nobody,
    can_leave_group: anybody,
    can_manage_group: managers,
    can_mention_group: anybody,
    can_remove_members_group: managers,
    deactivated: row.deactivated,
  }
}
