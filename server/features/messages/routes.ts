import type { FastifyInstance } from 'fastify'
import { getMessages, sendMessage, updateFlags } from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { fetchMessages } from './fetch.ts'
import { doUpdateFlags, FLAG_BITS } from './flags.ts'
import { checkSendMessage, doSendMessage } from './send.ts'

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

  mount(app, updateFlags, async ({ messages, op, flag }, { actor }) => {
    if (flag !== 'read' && !(flag in FLAG_BITS)) throw new ApiError('BAD_REQUEST', `Invalid flag: '${flag}'`)
    return {
      messages: await doUpdateFlags(core, actor.id, messages, op, flag),
      ignored_because_not_subscribed_channels: [],
    }
  })
}
