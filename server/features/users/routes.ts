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
import { checkProfileData, doUpdateProfileData } from '../profile-fields/index.ts'
import { findHidden, unknownUser } from '../sight/index.ts'
import { checkCreateUser, doCreateUser } from './actions/create.ts'
import { checkMuteUser, doMuteUser, doUnmuteUser } from './actions/mute.ts'
import { checkUpdateUser, doUpdateUser } from './actions/update.ts'
import { mountActivation } from './activation-routes.ts'
import { mountKeysAndStorage } from './bots/own-routes.ts'
import { mountBots } from './bots/routes.ts'
import { toIdOrAddress } from './dummy-address.ts'
import { checkFullName, requireMayCreateUsers } from './policy.ts'
import { findUser, findUsers, type UserRow } from './repository.ts'
import { toWireUser } from './wire.ts'

interface OfMessages {
  /** The newest message that a user received. */
  readonly findNewestId: (db: ReadDb, reader: number) => Promise<number>
  /** Tells the organization of somebody new. */
  readonly tellJoined: (core: Core, person: { readonly id: number; readonly fullName: string }) => Promise<void>
}

/**
 * @param messages given from above, since messages stand on users
 * @param host the name that this server is known by
 * @param url the address that clients are given
 */
export function mountUsers(
  app: FastifyInstance,
  core: Core,
  auth: Auth,
  messages: OfMessages,
  host: () => string,
  url: () => string,
): void {
  mount(app, getUsers, async ({ include_custom_profile_fields: withProfile, user_ids }, { actor }) => {
    const wanted = user_ids && new Set(user_ids)
    const users = (await findUsers(core.db)).filter((user) => !wanted || wanted.has(user.id))
    const hidden = await findHidden(core.db, actor.id)
    const show = (user: UserRow) => (hidden.has(user.id) ? unknownUser(user.id) : toWireUser(user, actor, withProfile))
    return { members: users.map(show) }
  })

  mount(app, getOwnUser, async (_params, { actor }) => {
    const [user] = await findUsers(core.db, actor.id)
    if (!user) throw new ApiError('UNAUTHORIZED', 'Account no longer exists')
    const { bot_type, bot_owner_id, ...own } = toWireUser(user, actor)
    return { ...own, max_message_id: await messages.findNewestId(core.db, actor.id) }
  })

  mount(app, getUser, async ({ user_id_or_email: named, ...show }, { actor }) => {
    const user = await findUser(core.db, actor, toIdOrAddress(named, host()))
    if (!user) throw new ApiError('BAD_REQUEST', 'No such user')
    return { user: toWireUser(user, actor, show.include_custom_profile_fields) }
  })

  mount(app, createUser, async (params, { actor }) => {
    requireMayCreateUsers(actor)
    const user = {
      email: params.email,
      fullName: checkFullName(params.full_name),
      role: 400 as const,
      password: params.password,
    }
    const password = await checkCreateUser(core, auth, user)
    const id = await doCreateUser(core, auth, user, password)
    await messages.tellJoined(core, { id, fullName: user.fullName })
    return { user_id: id }
  })

  mount(
    app,
    updateUser,
    async ({ user_id_or_email: named, full_name: fullName, role, new_email, profile_data }, { actor }) => {
      if (new_email !== undefined) throw new ApiError('BAD_REQUEST', 'User not authorized to change user emails')
      const wanted = { fullName, role }
      const { id, change } = await checkUpdateUser(core, actor, toIdOrAddress(named, host()), wanted)
      const profile = await checkProfileData(core, actor, profile_data ?? [])
      await doUpdateUser(core, auth, id, change)
      if (profile.length > 0) await doUpdateProfileData(core, id, profile)
      return {}
    },
  )

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

  mountActivation(app, core, auth, host)
  mountBots(app, core, auth, host)
  mountKeysAndStorage(app, core, auth, url)
}
