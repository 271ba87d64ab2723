import type { Section } from './section.ts'

export const USER_GROUPS: readonly Section[] = [
  {
    notes: {
      add_subgroups: 'Ids of groups that come to the group, none of which may belong to it yet.',
      can_add_members_group: 'Who may add people and groups to it; at first whoever makes it.',
      can_join_group: 'Who may join it on their own; at first nobody.',
      can_leave_group: 'Who may leave it on their own; at first everybody.',
      can_manage_group:
        'Who may change and deactivate it, besides those with can_manage_all_groups; at first whoever makes it.',
      can_mention_group: 'Who may mention it; at first everybody.',
      can_remove_members_group: 'Who may take people and groups out of it; at first nobody but who manages it.',
      delete_subgroups: 'Ids of groups that are taken out of the group.',
      direct_member_only: 'Leaves out who belongs to the group only through a subgroup.',
      direct_subgroup_only: 'Leaves out groups that belong to the group only through another one.',
      include_deactivated_groups: 'With groups that are out of use.',
      members: 'Ids of the people who belong to it.',
      subgroups: 'Ids of groups whose members belong to it, too.',
      user_group_id: 'Id of the group.',
    },
  },
  {
    of: ['create-user-group', 'update-user-group'],
    notes: {
      description: 'What the group is for; it may be empty.',
      name: 'Name of the group, at most 100 characters, which no other group in use has. It does not begin with @, role:, user:, stream: or channel:.',
    },
  },
  {
    of: ['update-user-group-members'],
    notes: {
      add: 'Ids of people who come to the group, none of whom may belong to it yet.',
      delete: 'Ids of people who are taken out of the group.',
    },
  },
  {
    of: ['update-user-group-subgroups'],
    notes: {
      add: 'Ids of the groups that come; none may hold this one.',
      delete: 'Ids of the groups that are taken out.',
    },
  },
]
