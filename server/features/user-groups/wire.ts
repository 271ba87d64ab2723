import type { GroupRow } from './repository.ts'
import type { ShownSettings } from './setting.ts'

/** A group as https://zulip.com/api/get-user-groups shows one. */
export function toWireGroup(row: GroupRow, settings: ShownSettings): Record<string, unknown> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    date_created: row.is_system_group ? null : Math.floor(row.created_at.getTime() / 1000),
    creator_id: row.creator_id,
    members: row.members,
    direct_subgroup_ids: row.subgroups,
    is_system_group: row.is_system_group,
    ...Object.fromEntries(GROUP_SETTINGS.map((name) => [name, settings.show(row[name])])),
    deactivated: row.deactivated,
  }
}

/** The permissions of a group. */
export const GROUP_SETTINGS = [
  'can_add_members_group',
  'can_join_group',
  'can_leave_group',
  'can_manage_group',
  'can_mention_group',
  'can_remove_members_group',
] as const
export type GroupSettingName = (typeof GROUP_SETTINGS)[number]
