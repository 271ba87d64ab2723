export { doTellRestart } from './actions.ts'
export { forClients } from './client-events.ts'
export { createFill } from './fill.ts'
export { readState } from './state.ts'

import type { FastifyInstance } from 'fastify'
import { deleteQueue, getEvents, registerQueue } from '../../contract/chat/events.ts'
import type { Core } from '../../delivery/core.ts'
import { type Queues, toClientId } from '../../delivery/queues.ts'
import type { OnSessionEnd } from '../../delivery/sockets.ts'
import { Wait } from '../../delivery/wait.ts'
import { RawFields } from '../../http/call.ts'
import { mount } from '../../http/mount.ts'
import type { Secrets } from '../auth/index.ts'
import type { FileLimits } from '../files/index.ts'
import type { Presences } from '../presence/index.ts'
import type { CallSettings } from '../video-calls/index.ts'
import type { Client } from './client.ts'
import type { ClientOptions } from './client-events.ts'
import { checkReach } from './reach.ts'
import { readState } from './state.ts'

/** Under the 90 s that clients wait for an answer. */
const POLL_MS = 50_000

export interface RegisterParts {
  readonly queues: Queues
  readonly presences: Presences
  readonly secrets: Secrets
  readonly onSessionEnd: OnSessionEnd
  readonly fileLimits: () => FileLimits
  readonly calls: () => CallSettings
  /** The server's version, as it is shown to everybody. */
  readonly about: Readonly<Record<string, unknown>>
  /** The address that this server is known by, without a slash at its end. */
  readonly url: () => string
}

export function mountRegister(
  app: FastifyInstance,
  core: Core,
  { queues, presences, secrets, onSessionEnd, fileLimits, calls, about, url }: RegisterParts,
): void {
  mount(app, registerQueue, async (params, { actor }) => {
    const reach = await checkReach(core.db, actor, params)
    const wanted = params.fetch_event_types ?? params.event_types
    const client: Client = {
      capabilities: params.client_capabilities,
      includeSubscribers: params.include_subscribers,
      slimPresence: params.slim_presence,
      presenceHistoryDays: params.presence_history_limit_days,
    }
    const now = { client, url: url(), presences, secrets, fileLimits: fileLimits(), calls: calls() }
    const { state, lastEvent } = await core.db.withTransaction(
      (tx) => readState(tx, actor.id, wanted, now),
      'repeatable read',
    )
    const options: ClientOptions = {
      eventTypes: params.event_types,
      applyMarkdown: params.apply_markdown,
      client,
      ...reach,
    }
    const last = toClientId(lastEvent)
    return { queue_id: await queues.create(actor, options, last), last_event_id: last, ...about, ...state }
  })

  mount(app, getEvents, ({ queue_id, last_event_id, dont_block }, call) => {
    const { actor, session } = call
    const wait = new Wait(dont_block ? 0 : POLL_MS)
    call.onGone(() => wait.end())
    const poll = queues.poll(queue_id, actor, last_event_id, wait)
    // A wait must not outlive the login that it was begun with.
    const withdraw = session && onSessionEnd(actor.id, session.id, () => wait.end())
    return (withdraw ? poll.finally(withdraw) : poll).then((events) => {
      const texts = events.length === 1 ? events[0]?.text : events.map((frame) => frame.text).join()
      return new RawFields(`"events":[${texts}],"queue_id":${JSON.stringify(queue_id)}`)
    })
  })

  mount(app, deleteQueue, async ({ queue_id }, { actor }) => {
    await queues.delete(queue_id, actor)
    return {}
  })
}
