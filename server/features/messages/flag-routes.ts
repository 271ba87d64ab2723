import type { FastifyInstance } from 'fastify'
import {
  markAllAsRead,
  markStreamAsRead,
  markTopicAsRead,
  updateFlags as updateFlagsOf,
} from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { findStreamFor } from '../streams/index.ts'
import { doMarkRead, doUpdateFlags, FLAG_BITS } from './actions/flags.ts'

export function mountFlags(app: FastifyInstance, core: Core): void {
  mount(app, updateFlagsOf, async ({ messages, op, flag }, { actor }) => {
    checkFlag(flag)
    return { messages: await updateFlags(core, actor.id, messages, op, flag) }
  })

  mount(app, markAllAsRead, async (_params, { actor }) => {
    await doMarkRead(core, { user: actor.id, op: 'read', scope: 'all' })
    return { complete: true }
  })

  mount(app, markStreamAsRead, async ({ stream_id }, { actor }) => {
    await doMarkRead(core, {
      user: actor.id,
      op: 'read',
      scope: 'stream',
      recipient: await requireStream(core, actor.id, stream_id),
    })
    return {}
  })

  mount(app, markTopicAsRead, async ({ stream_id, topic_name }, { actor }) => {
    const recipient = await requireStream(core, actor.id, stream_id)
    const [topic] = await core.db.query<{ id: number }>(
      'select id from topic where recipient_id = $1 and lower(name) = lower($2)',
      [recipient, topic_name],
    )
    if (!topic) throw new ApiError('BAD_REQUEST', `No such topic '${topic_name}'`)
    await doMarkRead(core, { user: actor.id, op: 'read', scope: 'topic', recipient, topic: topic.id })
    return {}
  })
}

/** @throws {ApiError} for a flag that users do not set */
export function checkFlag(flag: string): void {
  if (flag !== 'read' && !(flag in FLAG_BITS)) throw new ApiError('BAD_REQUEST', `Invalid flag: '${flag}'`)
}

/** @returns the ids that now have the flag so */
export async function updateFlags(
  core: Core,
  user: number,
  ids: readonly number[],
  op: 'add' | 'remove',
  flag: string,
): Promise<number[]> {
  return ids.length === 0 ? [] : doUpdateFlags(core, user, ids, op, flag)
}

async function requireStream(core: Core, reader: number, id: number): Promise<number> {
  const stream = await findStreamFor(core.db, reader, id)
  if (!stream) throw new ApiError('BAD_REQUEST', 'Invalid channel ID')
  return stream.id
}
