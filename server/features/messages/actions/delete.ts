import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { releaseAttachments } from '../../files/index.ts'
import { readRulesFor } from '../../realm-settings/index.ts'
import { requireMayDelete } from '../policy.ts'
import { findTarget, type Target } from '../target.ts'
import { removeMessages } from './remove-messages.ts'

/** @throws {ApiError} when there is no such message for the actor, or the rules do not allow it */
export async function checkDeleteMessage(core: Core, actor: Actor, id: number): Promise<Target> {
  const target = await findTarget(core.db, actor.id, id)
  requireMayDelete(actor, target, await readRulesFor(core.db, actor.id))
  return target
}

/** Removes a message with all that hangs on it. Events hold no texts, so it is gone from everywhere. */
export async function doDeleteMessage(core: Core, actor: Actor, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    const target = await findTarget(tx, actor.id, id)
    const { flagged, claims } = await removeMessages(tx, [id])
    await tx.takeOrder()
    await releaseAttachments(tx, claims)
    await tx.query('select drop_empty_topic($1)', [target.topic_id])
    const isStream = target.topic_id !== 0
    tx.emit({
      type: 'delete_message',
      audience: AUDIENCE.couldSee,
      users: flagged.length === 0 ? null : flagged,
      recipient_id: target.recipient_id,
      message_id: target.position,
      payload: {
        message_ids: [id],
        message_type: isStream ? 'stream' : 'private',
        ...(isStream ? { stream_id: target.recipient_id, topic: target.topic_name } : {}),
      },
    })
  })
}
