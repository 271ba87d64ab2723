import type { FastifyInstance } from 'fastify'
import {
  createUser,
  getOwnUser,
  getUser,
  getUsers,
  muteUser,
  unmuteUser,
  updateUser,
} from '../../contract/chat/users.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import type { Auth } from '../auth/index.ts'
import { checkCreateUser, doCreateUser } from './actions/create.ts'
import { checkMuteUser, doMuteUser, doUnmuteUser } from './actions/mute.ts'
import { checkUpdateUser, doUpdateUser } from './actions/update.ts'
import { mountActivation } from './activation-routes.ts'
import { findUser, findUsers } from './repository.ts'
import { toWireUser } from './wire.ts'

/** @param findNewestId the newest message that a user received; given from above, since messages stand on users */
export function mountUsers(
  app: FastifyInstance,
  core: Core,
  auth: Auth,
  findNewestId: (db: ReadDb, reader: number) => Promise<number>,
): void {
  mount(app, getUsers, async ({ include_custom_profile_fields: withProfile }) => ({
    members: (await findUsers(core.db)).map((user) => toWireUser(user, withProfile)),
  }))

  mount(app, getOwnUser, async (_params, { actor }) => {
    const [user] = await findUsers(core.db, actor.id)
    if (!user) throw new ApiError('UNAUTHORIZED', 'Account no longer exists')
    const { bot_type, bot_owner_id, ...own } = toWireUser(user)
    return { ...own, avatar_url: '', max_message_id: await findNewestId(core.db, actor.id) }
  })

  mount(app, getUser, async ({ user_id_or_email: named, include_custom_profile_fields: withProfile }) => {
    const user = await findUser(core.db, named)
    if (!user) throw new ApiError('BAD_REQUEST', 'No such user')
    return { user: toWireUser(user, withProfile) }
  })

  mount(app, createUser, async (params, { actor }) => {
    if (actor.role > 200) throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Only administrators may create users')
    const user = { email: params.email, fullName: params.full_name, role: 400 as const, password: params.password }
    const password = await checkCreateUser(core, auth, user)
    return { user_id: await doCreateUser(core, auth, user, password) }
  })

  mount(app, updateUser, async ({ user_id_or_email: named, full_name: fullName, role }, { actor }) => {
    const { id, change } = await checkUpdateUser(core, actor, named, { fullName, role })
    await doUpdateUser(core, auth, id, change)
    return {}
  })

  mount(app, muteUser, async ({ muted_user_id: muted }, { actor }) => {
    await checkMuteUser(core, actor.id, muted)
    await doMuteUser(core, actor.id, muted)
    return {}
  })

  mount(app, unmuteUser, async ({ muted_user_id: muted }, { actor }) => {
    await checkMuteUser(core, actor.id, muted)
    await doUnmuteUser(core, actor.id, muted)
    return {}
  })

  mountActivation(app, core, auth)
}
