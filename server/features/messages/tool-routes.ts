import type { FastifyInstance } from 'fastify'
import {
  addSubmessage,
  getReadReceipts,
  matchesNarrow,
  renderMessage,
  updateFlagsForNarrow,
} from '../../contract/chat/message-tools.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { checkSubmessage, doAddSubmessage } from './actions/submessage.ts'
import { compose } from './compose.ts'
import { findAmong, findRange } from './fetch.ts'
import { checkFlag, updateFlags } from './flag-routes.ts'
import { highlight } from './highlight.ts'
import { buildNarrow } from './narrow/index.ts'
import { readReceipts } from './receipts.ts'
import { findTarget } from './target.ts'
import { findMessages } from './wire.ts'

const MAX_RANGE = 5_000

/** What is done with messages beside sending, reading and changing them. */
export function mountTools(app: FastifyInstance, core: Core): void {
  mount(app, renderMessage, async ({ content }, { actor }) => ({
    rendered: (await compose(core, content, false, actor.id)).rendered,
  }))

  mount(app, matchesNarrow, async ({ msg_ids, narrow = [] }, { actor }) => {
    const built = await buildNarrow(core.db, actor.id, narrow)
    const ids = await findAmong(core.db, built, msg_ids)
    const matches = await highlight(core.db, built.search, await findMessages(core.db, actor.id, ids))
    return { messages: Object.fromEntries(matches) }
  })

  mount(app, updateFlagsForNarrow, async (params, { actor }) => {
    checkFlag(params.flag)
    if (params.num_before + params.num_after > MAX_RANGE) {
      throw new ApiError('BAD_REQUEST', `Too many messages requested (maximum ${MAX_RANGE}).`)
    }
    const range = await findRange(core.db, await buildNarrow(core.db, actor.id, params.narrow), {
      anchor: params.anchor,
      includeAnchor: params.include_anchor,
      before: params.num_before,
      after: params.num_after,
    })
    const ids = [...range.before.toReversed(), ...range.after]
    const changed = await updateFlags(core, actor.id, ids, params.op, params.flag)
    return {
      processed_count: ids.length,
      updated_count: changed.length,
      first_processed_id: ids[0] ?? null,
      last_processed_id: ids.at(-1) ?? null,
      found_oldest: range.foundOldest,
      found_newest: range.foundNewest,
    }
  })

  mount(app, getReadReceipts, async ({ message_id }, { actor }) => {
    await findTarget(core.db, actor.id, message_id)
    if (!(await readRealmSettings(core.db)).enable_read_receipts) {
      throw new ApiError('BAD_REQUEST', 'Read receipts are disabled in this organization.')
    }
    return { user_ids: await readReceipts(core.db, actor.id, message_id) }
  })

  mount(app, addSubmessage, async ({ message_id, msg_type, content }, { actor }) => {
    const submessage = { messageId: message_id, type: msg_type, content }
    await checkSubmessage(core.db, actor.id, submessage)
    await doAddSubmessage(core, actor.id, submessage)
    return {}
  })
}
