import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { changedGroupSetting, newGroupSetting } from './group-setting.ts'

const id = z.int32().positive()
const people = json(z.array(id).max(10_000))
const groups = json(z.array(id).max(1000))
const group = { user_group_id: json(id) }
const isDirect = { direct_member_only: json(z.boolean()).default(false) }
const description = z.string().trim().max(1024)

export const getUserGroups = endpoint({
  operation: 'get-user-groups',
  method: 'GET',
  path: '/user_groups',
  access: 'user',
  params: { include_deactivated_groups: json(z.boolean()).default(false) },
})

export const createUserGroup = endpoint({
  operation: 'create-user-group',
  method: 'POST',
  path: '/user_groups/create',
  access: 'user',
  params: {
    name: z.string(),
    description,
    members: people,
    subgroups: groups.default([]),
    can_add_members_group: newGroupSetting,
    can_join_group: newGroupSetting,
    can_leave_group: newGroupSetting,
    can_manage_group: newGroupSetting,
    can_mention_group: newGroupSetting,
    can_remove_members_group: newGroupSetting,
  },
})

/** What is absent stays. */
export const updateUserGroup = endpoint({
  operation: 'update-user-group',
  method: 'PATCH',
  path: '/user_groups/:user_group_id',
  access: 'user',
  params: {
    ...group,
    name: z.string().optional(),
    description: description.optional(),
    can_add_members_group: changedGroupSetting,
    can_join_group: changedGroupSetting,
    can_leave_group: changedGroupSetting,
    can_manage_group: changedGroupSetting,
    can_mention_group: changedGroupSetting,
    can_remove_members_group: changedGroupSetting,
  },
})

export const deactivateUserGroup = endpoint({
  operation: 'deactivate-user-group',
  method: 'POST',
  path: '/user_groups/:user_group_id/deactivate',
  access: 'user',
  params: group,
})

export const updateUserGroupMembers = endpoint({
  operation: 'update-user-group-members',
  method: 'POST',
  path: '/user_groups/:user_group_id/members',
  access: 'user',
  params: {
    ...group,
    add: people.default([]),
    delete: people.default([]),
    add_subgroups: groups.default([]),
    delete_subgroups: groups.default([]),
  },
})

export const updateUserGroupSubgroups = endpoint({
  operation: 'update-user-group-subgroups',
  method: 'POST',
  path: '/user_groups/:user_group_id/subgroups',
  access: 'user',
  params: { ...group, add: groups.default([]), delete: groups.default([]) },
})

export const getUserGroupMembers = endpoint({
  operation: 'get-user-group-members',
  method: 'GET',
  path: '/user_groups/:user_group_id/members',
  access: 'user',
  params: { ...group, ...isDirect },
})

export const getUserGroupSubgroups = endpoint({
  operation: 'get-user-group-subgroups',
  method: 'GET',
  path: '/user_groups/:user_group_id/subgroups',
  access: 'user',
  params: { ...group, direct_subgroup_only: json(z.boolean()).default(false) },
})

export const getIsUserGroupMember = endpoint({
  operation: 'get-is-user-group-member',
  method: 'GET',
  path: '/user_groups/:user_group_id/members/:user_id',
  access: 'user',
  params: { ...group, user_id: json(id), ...isDirect },
})
