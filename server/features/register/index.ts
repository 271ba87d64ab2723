import type { FastifyInstance } from 'fastify'
import { deleteQueue, getEvents, registerQueue } from '../../contract/chat/events.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import type { Fill, Queues } from '../../delivery/queues.ts'
import { toClientId } from '../../delivery/queues.ts'
import { mount } from '../../http/mount.ts'
import { findMessages, toWireFlags, toWireMessage } from '../messages/index.ts'
import { findOrganization } from '../organization/index.ts'
import { findStreams, findSubscriptions, toWireStream, toWireSubscription } from '../streams/index.ts'
import { findUsers, toWireUser } from '../users/index.ts'

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

/** One snapshot: the state and the newest event it includes belong together. */
async function readState(
  db: ReadDb,
  user: number,
  wanted: readonly string[] | null,
): Promise<{ state: Record<string, unknown>; lastEvent: number }> {
  const [last] = await db.query<{ id: number | null }>('select max(id) as id from event')
  const wants = (type: string) => wanted === null || wanted.includes(type)
  const state: Record<string, unknown> = {}
  const [me] = await findUsers(db, user)
  Object.assign(state, { user_id: user, email: me?.email, full_name: me?.full_name })
  if (wants('message')) {
    const [row] = await db.query<{ id: number | null }>('select max(id) as id from message')
    state['max_message_id'] = row?.id ?? -1
  }
  if (wants('realm')) {
    const organization = await findOrganization(db)
    Object.assign(state, { realm_name: organization?.name, realm_description: organization?.description })
  }
  if (wants('realm_user')) {
    const users = await findUsers(db)
    state['realm_users'] = users.filter((u) => u.is_active).map(toWireUser)
    state['realm_non_active_users'] = users.filter((u) => !u.is_active).map(toWireUser)
    state['cross_realm_bots'] = []
  }
  if (wants('subscription')) state['subscriptions'] = (await findSubscriptions(db, user)).map(toWireSubscription)
  if (wants('stream')) state['streams'] = (await findStreams(db, user)).map(toWireStream)
  if (wants('starred_messages')) {
    const rows = await db.query<{ id: number }>(
      'select message_id as id from message_flag where user_id = $1 and flags & 2 <> 0 order by 1',
      [user],
    )
    state['starred_messages'] = rows.map((row) => row.id)
  }
  return { state, lastEvent: last?.id ?? 0 }
}

/** Message events are references: what they say is read now, with the access of now. */
export function createFill(db: ReadDb): Fill {
  return async (entries, queue) => {
    const ids = entries.flatMap(({ event }) => (event.type === 'message' && event.message_id ? [event.message_id] : []))
    const rows = ids.length === 0 ? [] : await findMessages(db, queue.reader.id, ids)
    const byId = new Map(rows.map((row) => [row.id, row]))
    return entries.map(({ event }) => {
      if (event.type !== 'message') return { type: event.type, ...event.payload }
      const row = byId.get(event.message_id ?? 0)
      return (
        row && { type: 'message', message: toWireMessage(row, queue.options.applyMarkdown), flags: toWireFlags(row) }
      )
    })
  }
}
