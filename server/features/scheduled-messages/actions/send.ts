import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { checkSendMessage, doSendMessage } from '../../messages/index.ts'
import { emitTo, findUsers } from '../../users/index.ts'
import { SCHEDULED, type ScheduledRow } from '../repository.ts'
import { toWireScheduled } from '../wire.ts'

/**
 * Sends one whose time has come. From the first step on nobody can change or delete it, so what is sent is what was last
 * seen; its key makes the same message of every attempt, whatever crashed in between.
 * @throws when the database is away: it is to be tried again
 */
export async function doSendScheduled(core: Core, id: number): Promise<void> {
  const [row] = await core.db.query<ScheduledRow>(
    `update scheduled_message set state = 1 where id = $1 and state < 2 and deliver_at <= now() returning ${SCHEDULED}`,
    [id],
  )
  if (!row) return
  const failure = await trySend(core, row)
  await transact(core.db, core.log, async (tx) => {
    if (failure === undefined) {
      const gone = await tx.query('delete from scheduled_message where id = $1 returning id', [id])
      if (gone.length > 0) emitTo(tx, row.user_id, 'scheduled_messages', { op: 'remove', scheduled_message_id: id })
      return
    }
    const [failed] = await tx.query<ScheduledRow>(
      `update scheduled_message set state = 2, failure = $2 where id = $1 and state = 1 returning ${SCHEDULED}`,
      [id, failure],
    )
    if (!failed) return
    emitTo(tx, row.user_id, 'scheduled_messages', { op: 'update', scheduled_message: toWireScheduled(failed) })
  })
}

/** @returns why it cannot be sent, now or later; undefined: it was sent */
async function trySend(core: Core, row: ScheduledRow): Promise<string | undefined> {
  const [user] = await findUsers(core.db, row.user_id)
  if (!user?.is_active) return 'Account is deactivated'
  const actor: Actor = {
    id: user.id,
    email: user.email,
    fullName: user.full_name,
    role: user.role as Actor['role'],
    isBot: user.is_bot,
  }
  const isStream = row.topic !== null
  try {
    const send = await checkSendMessage(core, actor, {
      isStream,
      to: JSON.stringify(isStream ? row.recipients[0] : row.recipients),
      topic: row.topic ?? undefined,
      content: row.content,
      queueId: 'scheduled',
      localId: row.token,
      client: row.client,
      readBySender: row.read_by_sender ?? undefined,
    })
    await doSendMessage(core, send)
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return error.message
    throw error
  }
}
