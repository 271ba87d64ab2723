import type { FastifyInstance } from 'fastify'
import { getUserStatus, updateStatus } from '../../contract/chat/status.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { doChangeSettings } from '../user-settings/index.ts'
import { findVisibleUsers } from '../users/index.ts'
import { checkStatus, doUpdateStatus } from './actions.ts'
import { findStatuses } from './repository.ts'

export function mountUserStatus(app: FastifyInstance, core: Core): void {
  mount(app, updateStatus, async (params, { actor }) => {
    const { status_text: text, away, emoji_name: name, emoji_code: code, reaction_type: kind } = params
    const change = await checkStatus(core.db, { text, name, code, kind })
    const isText = Object.keys(change).length > 0
    if (!isText && away === undefined) throw new ApiError('BAD_REQUEST', 'Client did not pass any new values.')
    if (away !== undefined) await doChangeSettings(core, actor.id, { presence_enabled: !away })
    if (isText) await doUpdateStatus(core, actor.id, change)
    return {}
  })

  mount(app, getUserStatus, async ({ user_id: id }, { actor }) => {
    const [user] = await findVisibleUsers(core.db, actor.id, id)
    if (!user) throw new ApiError('BAD_REQUEST', 'No such user')
    return { status: (await findStatuses(core.db, actor.id, id))[id] ?? {} }
  })
}
