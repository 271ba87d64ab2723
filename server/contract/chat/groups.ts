import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const id = z.int32().positive()
const people = json(z.array(id).max(10_000))
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
  params: { name: z.string(), description, members: people },
})

/** What is absent stays. */
export const updateUserGroup = endpoint({
  operation: 'update-user-group',
  method: 'PATCH',
  path: '/user_groups/:user_group_id',
  access: 'user',
  params: { ...group, name: z.string().optional(), description: description.optional() },
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
  params: { ...group, add: people.default([]), delete: people.default([]) },
})

export const getUserGroupMembers = endpoint({
  operation: 'get-user-group-members',
  method: 'GET',
  path: '/user_groups/:user_group_id/members',
  access: 'user',
  params: { ...group, ...isDirect },
})

export const getIsUserGroupMember = endpoint({
  operation: 'get-is-user-group-member',
  method: 'GET',
  path: '/user_groups/:user_group_id/members/:user_id',
  access: 'user',
  params: { ...group, user_id: json(id), ...isDirect },
})
