import { MAX_SCHEDULED } from '../../../contract/chat/scheduled.ts'
import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { emitTo } from '../../users/index.ts'
import { findScheduled, SCHEDULED, type ScheduledRow } from '../repository.ts'
import { toWireScheduled } from '../wire.ts'
import { noSuchScheduled, type Schedulable } from './check.ts'

/** What is settled when it is made, and stays. */
export interface Sending {
  /** null: as is usual for the program */
  readonly readBySender: boolean | null
  /** Name of the program that it was written in. */
  readonly client: string
}

/** @returns its id @throws {ApiError} when the user has too many */
export async function doCreateScheduled(core: Core, user: number, it: Schedulable, how: Sending): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select from user_account where id = $1 for no key update', [user])
    const [row] = await tx.query<ScheduledRow>(
      `insert into scheduled_message (user_id, recipients, topic, content, rendered, deliver_at, read_by_sender, client)
       select $1, $2, $3, $4, $5, to_timestamp($6), $7, $8
       where (select count(*) from scheduled_message where user_id = $1) < ${MAX_SCHEDULED} returning ${SCHEDULED}`,
      [user, it.recipients, it.topic, it.content, it.rendered, it.deliver_at, how.readBySender, how.client],
    )
    if (!row) throw new ApiError('BAD_REQUEST', `You can schedule at most ${MAX_SCHEDULED} messages.`)
    emitTo(tx, user, 'scheduled_messages', { op: 'add', scheduled_messages: [toWireScheduled(row)] })
    return row.id
  })
}

/** Also one that has failed: it is tried again at its new time. @throws {NotThereError} @throws {ApiError} */
export async function doUpdateScheduled(core: Core, user: number, id: number, it: Schedulable): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<ScheduledRow>(
      `update scheduled_message set recipients = $3, topic = $4, content = $5, rendered = $6, deliver_at = to_timestamp($7),
         state = 0, failure = null where user_id = $1 and id = $2 and state <> 1 returning ${SCHEDULED}`,
      [user, id, it.recipients, it.topic, it.content, it.rendered, it.deliver_at],
    )
    if (!row) throw await whyNot(tx, user, id)
    emitTo(tx, user, 'scheduled_messages', { op: 'update', scheduled_message: toWireScheduled(row) })
  })
}

/** @throws {NotThereError} @throws {ApiError} when it is being sent */
export async function doDeleteScheduled(core: Core, user: number, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const gone = await tx.query(
      'delete from scheduled_message where user_id = $1 and id = $2 and state <> 1 returning id',
      [user, id],
    )
    if (gone.length === 0) throw await whyNot(tx, user, id)
    emitTo(tx, user, 'scheduled_messages', { op: 'remove', scheduled_message_id: id })
  })
}

async function whyNot(tx: ActionTx, user: number, id: number): Promise<ApiError> {
  const [row] = await findScheduled(tx, user, id)
  return row ? new ApiError('BAD_REQUEST', 'Scheduled message was already sent') : noSuchScheduled()
}
