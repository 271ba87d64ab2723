import type { FastifyInstance } from 'fastify'
import {
  createScheduledMessage,
  deleteScheduledMessage,
  getScheduledMessages,
  updateScheduledMessage,
} from '../../contract/chat/scheduled.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkReschedule, checkSchedule } from './actions/check.ts'
import { doCreateScheduled, doDeleteScheduled, doUpdateScheduled } from './actions/schedule.ts'
import { findScheduled } from './repository.ts'
import { toWireScheduled } from './wire.ts'

export function mountScheduledMessages(app: FastifyInstance, core: Core): void {
  mount(app, getScheduledMessages, async (_params, { actor }) => ({
    scheduled_messages: (await findScheduled(core.db, actor.id)).map(toWireScheduled),
  }))

  mount(app, createScheduledMessage, async (params, { actor, client }) => {
    const it = await checkSchedule(core, actor, {
      isStream: isStream(params.type),
      to: params.to,
      topic: params.topic,
      content: params.content,
      deliverAt: params.scheduled_delivery_timestamp,
    })
    const how = { readBySender: params.read_by_sender ?? null, client }
    return { scheduled_message_id: await doCreateScheduled(core, actor.id, it, how) }
  })

  mount(app, updateScheduledMessage, async ({ scheduled_message_id: id, ...params }, { actor }) => {
    const it = await checkReschedule(core, actor, id, {
      isStream: params.type === undefined ? undefined : isStream(params.type),
      to: params.to,
      topic: params.topic,
      content: params.content,
      deliverAt: params.scheduled_delivery_timestamp,
    })
    await doUpdateScheduled(core, actor.id, id, it)
    return {}
  })

  mount(app, deleteScheduledMessage, async ({ scheduled_message_id: id }, { actor }) => {
    await doDeleteScheduled(core, actor.id, id)
    return {}
  })
}

function isStream(type: 'direct' | 'private' | 'stream' | 'channel'): boolean {
  return type === 'stream' || type === 'channel'
}
