import type { FastifyInstance } from 'fastify'
import {
  deleteMessage,
  getMessage,
  getMessageHistory,
  getMessages,
  sendMessage,
  updateMessage,
} from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkDeleteMessage, doDeleteMessage } from './actions/delete.ts'
import { checkSendMessage, doSendMessage } from './actions/send.ts'
import { fetchMessages } from './fetch.ts'
import { mountFlags } from './flag-routes.ts'
import { readHistory } from './history.ts'
import { updateMessageOf } from './update.ts'
import { findMessages, toWireFlags, toWireMessage } from './wire.ts'

export function mountMessages(app: FastifyInstance, core: Core): void {
  mount(app, sendMessage, async (params, { actor }) => {
    const send = await checkSendMessage(core, actor, {
      isStream: params.type === 'stream' || params.type === 'channel',
      to: params.to,
      topic: params.topic ?? params.subject,
      content: params.content,
      queueId: params.queue_id,
      localId: params.local_id,
    })
    return { id: await doSendMessage(core, send) }
  })

  mount(app, getMessages, (params, { actor }) =>
    fetchMessages(core.db, actor.id, {
      anchor: params.use_first_unread_anchor ? 'first_unread' : (params.anchor ?? 'newest'),
      includeAnchor: params.include_anchor,
      before: params.num_before,
      after: params.num_after,
      narrow: params.narrow,
      applyMarkdown: params.apply_markdown,
    }),
  )

  mount(app, getMessage, async ({ message_id, apply_markdown }, { actor }) => {
    const [row] = await findMessages(core.db, actor.id, [message_id])
    if (!row) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
    return { message: { ...toWireMessage(row, apply_markdown), flags: toWireFlags(row) }, raw_content: row.content }
  })

  mount(app, getMessageHistory, async ({ message_id }, { actor }) => ({
    message_history: await readHistory(core.db, actor.id, message_id),
  }))

  mount(app, updateMessage, async (params, { actor }) => {
    await updateMessageOf(core, actor, params)
    return { detached_uploads: [] }
  })

  mount(app, deleteMessage, async ({ message_id }, { actor }) => {
    await checkDeleteMessage(core, actor, message_id)
    await doDeleteMessage(core, actor, message_id)
    return {}
  })

  mountFlags(app, core)
}
