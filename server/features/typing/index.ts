import type { FastifyInstance } from 'fastify'
import { setTyping } from '../../contract/chat/typing.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkTyping, doSetTyping } from './actions.ts'

/** Milliseconds, for clients: https://zulip.com/api/set-typing-status */
export const TYPING_TIMING = {
  server_typing_started_expiry_period_milliseconds: 15_000,
  server_typing_started_wait_period_milliseconds: 10_000,
  server_typing_stopped_wait_period_milliseconds: 5_000,
} as const

export function mountTyping(app: FastifyInstance, core: Core): void {
  mount(app, setTyping, async ({ type, op, to, stream_id: streamId, topic }, { actor }) => {
    const place = await checkTyping(core, actor, { isStream: type !== 'direct', op, to, streamId, topic })
    doSetTyping(core, actor, op, place)
    return {}
  })
}
