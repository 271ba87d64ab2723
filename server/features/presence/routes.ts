import type { FastifyInstance } from 'fastify'
import { getRealmPresence, getUserPresence, updatePresence } from '../../contract/chat/presence.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { readUserSetting } from '../user-settings/index.ts'
import { findUser, toIdOrAddress } from '../users/index.ts'
import { doUpdatePresence } from './actions.ts'
import type { Presences } from './presences.ts'
import { readPresences } from './state.ts'
import { toWirePresence } from './wire.ts'

export function mountPresence(app: FastifyInstance, core: Core, presences: Presences, host: () => string): void {
  mount(app, updatePresence, async (params, { actor }) => {
    if (await isShown(core.db, actor.id)) await doUpdatePresence(core, presences, actor, params.status)
    if (params.ping_only) return {}
    return readPresences(core.db, presences, {
      viewer: actor.id,
      isModern: params.slim_presence || params.last_update_id !== undefined,
      lastUpdate: params.last_update_id,
      historyDays: params.history_limit_days,
    })
  })

  mount(app, getRealmPresence, async (_params, { actor }) => {
    const query = { viewer: actor.id, isModern: false }
    const { presences: found, server_timestamp } = await readPresences(core.db, presences, query)
    return { presences: found, server_timestamp }
  })

  mount(app, getUserPresence, async ({ user_id_or_email: named }, { actor }) => {
    const user = await findUser(core.db, actor, toIdOrAddress(named, host()))
    if (!user?.is_active) throw new ApiError('BAD_REQUEST', 'No such user')
    if (user.is_bot) throw new ApiError('BAD_REQUEST', 'Presence is not supported for bot users.')
    const isHidden = (await readRealmSettings(core.db)).presence_disabled
    const [row] = isHidden ? [] : await presences.read(core.db, { user: user.id })
    if (!row) throw new ApiError('BAD_REQUEST', `No presence data for ${named}`)
    return { presence: toWirePresence(row) }
  })
}

/** Whether others may know that somebody is there: neither the person nor the organization keeps it to themselves. */
async function isShown(db: ReadDb, user: number): Promise<boolean> {
  return !(await readRealmSettings(db)).presence_disabled && readUserSetting(db, user, 'presence_enabled')
}
