import type { FastifyInstance } from 'fastify'
import { deactivateOwnUser, deactivateUser, reactivateUser } from '../../contract/chat/users.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import type { Auth } from '../auth/index.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import {
  checkLeave,
  checkReactivate,
  checkSetActive,
  doDeactivateUser,
  doReactivateUser,
} from './actions/activation.ts'
import { toIdOrAddress } from './dummy-address.ts'

/** @param host the name that this server is known by */
export function mountActivation(app: FastifyInstance, core: Core, auth: Auth, host: () => string): void {
  mount(app, deactivateUser, async ({ user_id_or_email: named }, { actor }) => {
    const { id } = await checkSetActive(core, actor, toIdOrAddress(named, host()))
    await doDeactivateUser(core, auth, id)
    return {}
  })

  mount(app, deactivateOwnUser, async (_params, { actor }) => {
    await checkLeave(core, actor)
    await doDeactivateUser(core, auth, actor.id)
    return {}
  })

  mount(app, reactivateUser, async ({ user_id: id }, { actor }) => {
    await checkReactivate(core, actor, id, (await readRealmSettings(core.db)).bot_creation_policy)
    await doReactivateUser(core, auth, id)
    return {}
  })
}
