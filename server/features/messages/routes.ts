import type { FastifyInstance } from 'fastify'
import {
  deleteMessage,
  getMessage,
  getMessageHistory,
  getMessages,
  sendMessage,
  updateMessage,
} from '../../contract/chat/messages.ts'
import { deleteTopic } from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { checkDeleteMessage, doDeleteMessage } from './actions/delete.ts'
import { checkDeleteTopic, doDeleteTopic } from './actions/delete-topic.ts'
import { checkSendMessage, doSendMessage } from './actions/send.ts'
import { fetchByIds, fetchMessages } from './fetch.ts'
import { mountFlags } from './flag-routes.ts'
import { readHistory } from './history.ts'
import { mountTools } from './tool-routes.ts'
import { updateMessageOf } from './update.ts'
import { findMessages, toWireFlags, toWireMessage } from './wire.ts'

export function mountMessages(app: FastifyInstance, core: Core): void {
  mount(app, sendMessage, async (params, { actor, client }) => {
    const from = { queueId: params.queue_id, localId: params.local_id }
    const send = await checkSendMessage(core, actor, {
      isStream: params.type === 'stream' || params.type === 'channel',
      to: params.to,
      topic: params.topic ?? params.subject,
      content: params.content,
      ...from,
      client,
      readBySender: params.read_by_sender,
    })
    const { id, newPolicy } = await doSendMessage(core, send, from)
    return { id, ...(newPolicy === undefined ? {} : { automatic_new_visibility_policy: newPolicy }) }
  })

  mount(app, getMessages, (params, { actor }) => {
    const { message_ids: ids, narrow, apply_markdown: applyMarkdown } = params
    if (ids) {
      checkNoRange(params)
      return fetchByIds(core, actor.id, { ids, narrow, applyMarkdown })
    }
    return fetchMessages(core, actor.id, {
      anchor: params.use_first_unread_anchor ? 'first_unread' : (params.anchor ?? 'newest'),
      includeAnchor: params.include_anchor ?? true,
      before: params.num_before ?? 0,
      after: params.num_after ?? 0,
      narrow,
      applyMarkdown,
    })
  })

  mount(app, deleteTopic, async ({ stream_id: stream, topic_name: topic }, { actor }) => ({
    complete: await doDeleteTopic(core, actor, await checkDeleteTopic(core, actor, stream, topic)),
  }))

  mount(app, getMessage, async ({ message_id, apply_markdown }, { actor }) => {
    const [row] = await findMessages(core.db, actor.id, [message_id])
    if (!row) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
    const message = toWireMessage(row, apply_markdown, await core.readTopicLinks([row.subject]))
    return { message: { ...message, flags: toWireFlags(row) }, raw_content: row.content }
  })

  mount(app, getMessageHistory, async ({ message_id }, { actor }) => {
    if (!(await readRealmSettings(core.db)).allow_edit_history) {
      throw new ApiError('BAD_REQUEST', 'Message edit history is disabled in this organization')
    }
    return { message_history: await readHistory(core.db, actor.id, message_id) }
  })

  mount(app, updateMessage, (params, { actor }) => updateMessageOf(core, actor, params))

  mount(app, deleteMessage, async ({ message_id }, { actor }) => {
    await checkDeleteMessage(core, actor, message_id)
    await doDeleteMessage(core, actor, message_id)
    return {}
  })

  mountTools(app, core)
  mountFlags(app, core)
}

const RANGE = ['anchor', 'include_anchor', 'use_first_unread_anchor', 'num_before', 'num_after']

function checkNoRange(params: Readonly<Record<string, unknown>>): void {
  const given = RANGE.find((name) => params[name] !== undefined)
  if (given) throw new ApiError('BAD_REQUEST', `Unsupported parameter combination: ${given}, message_ids`)
}
