import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import type { Presences, Status } from './presences.ts'
import { OFFLINE_AFTER } from './timing.ts'
import { toLegacy } from './wire.ts'

/**
 * Notes that somebody is there. Others learn of it when they ask; only of who comes back they are told, so that nobody
 * who has just sent a message looks absent: https://zulip.com/api/get-events#presence
 */
export async function doUpdatePresence(
  core: Pick<Core, 'log'>,
  presences: Presences,
  actor: Actor,
  status: Status,
  now = Date.now(),
): Promise<void> {
  const before = status === 'active' ? await presences.lastActive(actor.id) : undefined
  presences.note(actor.id, status, now)
  const at = Math.floor(now / 1000)
  const isBack = status === 'active' && (before === undefined || at - before > OFFLINE_AFTER)
  if (!isBack) return
  core.log.emitTransient({
    type: 'presence',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload: {
      user_id: actor.id,
      email: actor.email,
      server_timestamp: now / 1000,
      presence: { website: toLegacy(at, at) },
    },
  })
}
