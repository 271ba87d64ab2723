export { createFill } from './fill.ts'
export { readState } from './state.ts'

import type { FastifyInstance } from 'fastify'
import { deleteQueue, getEvents, registerQueue } from '../../contract/chat/events.ts'
import type { Core } from '../../delivery/core.ts'
import type { Queues } from '../../delivery/queues.ts'
import { toClientId } from '../../delivery/queues.ts'
import { mount } from '../../http/mount.ts'
import { readState } from './state.ts'

/** Under the 90 s that clients wait for an answer. */
const POLL_MS = 50_000

export function mountRegister(app: FastifyInstance, core: Core, queues: Queues, about: Record<string, unknown>): void {
  mount(app, registerQueue, async (params, { actor }) => {
    const wanted = params.fetch_event_types ?? params.event_types
    const { state, lastEvent } = await core.db.withTransaction(
      (tx) => readState(tx, actor.id, wanted),
      'repeatable read',
    )
    const options = {
      eventTypes: params.event_types,
      applyMarkdown: params.apply_markdown,
      allPublicStreams: params.all_public_streams,
    }
    const last = toClientId(lastEvent)
    return { queue_id: await queues.create(actor, options, last), last_event_id: last, ...about, ...state }
  })

  mount(app, getEvents, async ({ queue_id, last_event_id, dont_block }, { actor, signal }) => {
    const queue = await queues.find(queue_id, actor)
    return { events: await queues.poll(queue, last_event_id, dont_block ? 0 : POLL_MS, signal), queue_id }
  })

  mount(app, deleteQueue, async ({ queue_id }, { actor }) => {
    await queues.delete(queue_id, actor)
    return {}
  })
}
