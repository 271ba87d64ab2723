import type { FastifyInstance } from 'fastify'
import {
  createUserGroup,
  deactivateUserGroup,
  getIsUserGroupMember,
  getUserGroupMembers,
  getUserGroupSubgroups,
  getUserGroups,
  updateUserGroup,
  updateUserGroupMembers,
  updateUserGroupSubgroups,
} from '../../contract/chat/groups.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import {
  checkCreateGroup,
  checkDeactivateGroup,
  checkUpdateGroup,
  doCreateGroup,
  doDeactivateGroup,
  doUpdateGroup,
} from './actions/group.ts'
import { readAnyGroup } from './actions/group-rows.ts'
import { checkChangeMembers, doChangeMembers } from './actions/members.ts'
import { findAllMembers, findAllSubgroups, findGroups } from './repository.ts'
import { readShownSettings } from './setting.ts'
import { toWireGroup } from './wire.ts'

export function mountUserGroups(app: FastifyInstance, core: Core): void {
  mountReading(app, core)

  mount(app, createUserGroup, async ({ name, description, members, subgroups, ...settings }, { actor }) => {
    const group = await checkCreateGroup(core, actor, { name, description, members, subgroups, settings })
    return { group_id: await doCreateGroup(core, actor, group) }
  })

  mount(app, updateUserGroup, async ({ user_group_id: id, name, description, ...settings }, { actor }) => {
    await doUpdateGroup(core, id, await checkUpdateGroup(core, actor, id, { name, description, settings }))
    return {}
  })

  mount(app, deactivateUserGroup, async ({ user_group_id: id }, { actor }) => {
    await checkDeactivateGroup(core, actor, id)
    await doDeactivateGroup(core, id)
    return {}
  })

  mount(app, updateUserGroupMembers, async ({ user_group_id: id, ...params }, { actor }) => {
    const subgroups = { add: params.add_subgroups, remove: params.delete_subgroups }
    const wanted = { add: params.add, remove: params.delete, subgroups }
    await doChangeMembers(core, id, await checkChangeMembers(core, actor, id, wanted))
    return {}
  })

  mount(app, updateUserGroupSubgroups, async ({ user_group_id: id, ...params }, { actor }) => {
    const wanted = { add: [], remove: [], subgroups: { add: params.add, remove: params.delete } }
    await doChangeMembers(core, id, await checkChangeMembers(core, actor, id, wanted))
    return {}
  })
}

function mountReading(app: FastifyInstance, core: Core): void {
  mount(app, getUserGroups, async ({ include_deactivated_groups: all }, { actor }) => {
    if (actor.role > 400) throw new ApiError('BAD_REQUEST', 'Not allowed for guest users')
    const settings = await readShownSettings(core.db)
    const rows = await findGroups(core.db)
    return { user_groups: rows.filter((row) => all || !row.deactivated).map((row) => toWireGroup(row, settings)) }
  })

  const readMembers = async (id: number, isDirect: boolean): Promise<number[]> => {
    const group = await readAnyGroup(core.db, id)
    return isDirect ? group.members : findAllMembers(core.db, id)
  }

  mount(app, getUserGroupMembers, async ({ user_group_id: id, direct_member_only: isDirect }) => ({
    members: await readMembers(id, isDirect),
  }))

  mount(app, getUserGroupSubgroups, async ({ user_group_id: id, direct_subgroup_only: isDirect }) => {
    const group = await readAnyGroup(core.db, id)
    return { subgroups: isDirect ? group.subgroups : await findAllSubgroups(core.db, id) }
  })

  mount(app, getIsUserGroupMember, async ({ user_group_id: id, user_id: user, direct_member_only: isDirect }) => {
    const members = await readMembers(id, isDirect)
    if ((await core.db.query('select from user_account where id = $1', [user])).length === 0) {
      throw new ApiError('BAD_REQUEST', 'No such user')
    }
    return { is_user_group_member: members.includes(user) }
  })
}
