import type { FastifyInstance } from 'fastify'
import {
  createUserGroup,
  deactivateUserGroup,
  getIsUserGroupMember,
  getUserGroupMembers,
  getUserGroups,
  updateUserGroup,
  updateUserGroupMembers,
} from '../../contract/chat/groups.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkCreateGroup, checkManageGroup, doCreateGroup, doDeactivateGroup, doUpdateGroup } from './actions/group.ts'
import { checkChangeMembers, doChangeMembers } from './actions/members.ts'
import { findAllMembers, findGroups, readSystemGroups } from './repository.ts'
import { toWireGroup } from './wire.ts'

export function mountUserGroups(app: FastifyInstance, core: Core): void {
  mount(app, getUserGroups, async ({ include_deactivated_groups: all }, { actor }) => {
    if (actor.role > 400) throw new ApiError('BAD_REQUEST', 'Not allowed for guest users')
    const system = await readSystemGroups(core.db)
    const rows = await findGroups(core.db)
    return { user_groups: rows.filter((row) => all || !row.deactivated).map((row) => toWireGroup(row, system)) }
  })

  mount(app, createUserGroup, async ({ name, description, members }, { actor }) => {
    const group = await checkCreateGroup(core, actor, { name, description, members })
    return { group_id: await doCreateGroup(core, actor, group) }
  })

  mount(app, updateUserGroup, async ({ user_group_id: id, name, description }, { actor }) => {
    await checkManageGroup(core, actor, id)
    if (name === undefined && description === undefined) throw new ApiError('BAD_REQUEST', 'No new data supplied')
    await doUpdateGroup(core, id, { name, description })
    return {}
  })

  mount(app, deactivateUserGroup, async ({ user_group_id: id }, { actor }) => {
    await checkManageGroup(core, actor, id)
    await doDeactivateGroup(core, id)
    return {}
  })

  mount(app, updateUserGroupMembers, async (params, { actor }) => {
    const wanted = { add: params.add, remove: params.delete }
    await doChangeMembers(
      core,
      params.user_group_id,
      await checkChangeMembers(core, actor, params.user_group_id, wanted),
    )
    return {}
  })

  const readMembers = async (id: number, isDirect: boolean): Promise<number[]> => {
    const [group] = await findGroups(core.db, id)
    if (!group) throw new ApiError('BAD_REQUEST', 'Invalid user group')
    return isDirect ? group.members : findAllMembers(core.db, id)
  }

  mount(app, getUserGroupMembers, async ({ user_group_id: id, direct_member_only: isDirect }) => ({
    members: await readMembers(id, isDirect),
  }))

  mount(app, getIsUserGroupMember, async ({ user_group_id: id, user_id: user, direct_member_only: isDirect }) => ({
    is_user_group_member: (await readMembers(id, isDirect)).includes(user),
  }))
}
