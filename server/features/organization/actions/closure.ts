import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireOwner } from '../../../lib/require-role.ts'
import { emitToAll } from './events.ts'

export const CLOSED = 'deactivated'
/** For the nodes alone: nobody listens to a closed organization. */
export const REOPENED = 'reactivated'

/** There is one organization on a host. */
const REALM_ID = 1

/** @throws {ApiError} unless an owner asks, themselves */
export function checkDeactivateRealm(actor: Actor): void {
  requireOwner(actor)
  if (actor.isBot) throw new ApiError('BAD_REQUEST', 'This endpoint does not accept bot requests.')
}

/**
 * Closes the organization: everybody is told, sessions and queues end, and nothing gets in or out until whoever runs the
 * host opens it again. Nothing of what was written changes.
 */
export async function doDeactivateRealm(core: Core, reason: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const closed = await tx.query(
      `update organization set deactivated_at = now(), deactivation_reason = $1 where deactivated_at is null returning id`,
      [reason],
    )
    if (closed.length === 0) throw new ApiError('BAD_REQUEST', 'This organization is deactivated already')
    await tx.query('delete from session')
    await tx.query('delete from event_queue')
    emitToAll(tx, 'realm', { op: CLOSED, realm_id: REALM_ID })
  })
  // Whoever is answered finds it closed.
  await core.log.look()
}

/** People log in again as before; those who were logged in do so anew. */
export async function doReactivateRealm(core: Core): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const opened = await tx.query(
      `update organization set deactivated_at = null, deactivation_reason = null
       where deactivated_at is not null returning id`,
    )
    if (opened.length === 0) throw new ApiError('BAD_REQUEST', 'This organization is not deactivated')
    const nobody = { audience: AUDIENCE.nobody, users: null, recipient_id: null, message_id: null }
    tx.emit({ type: 'realm', ...nobody, payload: { op: REOPENED } })
  })
  await core.log.look()
}
