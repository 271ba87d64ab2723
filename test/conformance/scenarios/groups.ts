import type { Run } from '../run.ts'
import { idOf, listOf, NO_ID } from './steps.ts'

const SETTINGS = [
  'can_add_members_group',
  'can_join_group',
  'can_leave_group',
  'can_manage_group',
  'can_mention_group',
  'can_remove_members_group',
]

export async function playGroups(run: Run): Promise<void> {
  const groups = listOf(await run.ok('get-user-groups', 'member'), 'user_groups')
  const members = idOf(groups, ({ name }) => name === 'role:members')
  const leading = idOf(groups, ({ name }) => name === 'role:administrators')
  const basic = { description: 'A group', members: [run.idOf('member'), run.idOf('owner')] }
  const marketing = await create(run, { ...basic, name: 'marketing' })
  const sales = await create(run, {
    ...basic,
    name: 'sales',
    subgroups: [marketing],
    ...Object.fromEntries(SETTINGS.map((setting) => [setting, leading])),
  })
  await update(run, sales, leading, members)
  await membership(run, sales, marketing)
  await run.refused('create-user-group', 'owner', { ...basic, name: 'nobody', members: [NO_ID] })
  await run.refused('update-user-group', 'owner', { user_group_id: NO_ID, name: 'x' })
  await end(run, sales, marketing)
}

async function create(run: Run, params: object): Promise<number> {
  const { group_id } = await run.ok('create-user-group', 'owner', { ...params })
  if (group_id !== undefined) return Number(group_id)
  const groups = listOf(await run.ok('get-user-groups', 'owner'), 'user_groups')
  return idOf(groups, ({ name }) => name === (params as { name: string }).name)
}

async function update(run: Run, user_group_id: number, old: number, members: number): Promise<void> {
  await run.ok('update-user-group', 'owner', { user_group_id, name: 'sellers' })
  await run.ok('update-user-group', 'owner', { user_group_id, description: 'Who sells' })
  for (const setting of SETTINGS) {
    await run.ok('update-user-group', 'owner', { user_group_id, [setting]: { new: members, old } })
  }
  const few = { direct_members: [run.idOf('member')], direct_subgroups: [] }
  await run.ok('update-user-group', 'owner', { user_group_id, can_mention_group: { new: few, old: members } })
  await run.ok('get-user-groups', 'member')
}

async function membership(run: Run, user_group_id: number, subgroup: number): Promise<void> {
  const other = run.idOf('other')
  const change = (params: object) => run.ok('update-user-group-members', 'owner', { user_group_id, ...params })
  await change({ add: [other] })
  await run.ok('get-user-group-members', 'member', { user_group_id, direct_member_only: true })
  await run.ok('get-user-group-members', 'member', { user_group_id })
  await run.ok('get-is-user-group-member', 'member', { user_group_id, user_id: other, direct_member_only: false })
  await change({ delete: [other] })
  await change({ delete_subgroups: [subgroup] })
  await change({ add_subgroups: [subgroup] })
  await run.ok('update-user-group-subgroups', 'owner', { user_group_id, delete: [subgroup] })
  await run.ok('update-user-group-subgroups', 'owner', { user_group_id, add: [subgroup] })
  await run.ok('get-user-group-subgroups', 'member', { user_group_id, direct_subgroup_only: true })
}

async function end(run: Run, sales: number, marketing: number): Promise<void> {
  await run.ok('update-user-group-subgroups', 'owner', { user_group_id: sales, delete: [marketing] })
  const held = { direct_members: [], direct_subgroups: [sales] }
  await run.ok('update-user-group', 'owner', { user_group_id: marketing, can_mention_group: { new: held } })
  await run.refused('deactivate-user-group', 'owner', { user_group_id: NO_ID }, 1)
  await run.refused('deactivate-user-group', 'owner', { user_group_id: sales }, 2)
  await run.ok('deactivate-user-group', 'owner', { user_group_id: marketing })
  await run.ok('get-user-groups', 'member', { include_deactivated_groups: true })
}
