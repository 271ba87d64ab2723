import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { followParticipation } from '../../user-topics/index.ts'
import { findTarget, type Target } from '../target.ts'
import { widgetOf } from '../widgets.ts'

/** A vote, an option, a task: what somebody does to a poll or a to-do list. */
export interface Submessage {
  readonly messageId: number
  readonly type: string
  readonly content: string
}

/** @throws {ApiError} for a message that cannot be read, is no widget, or for content that is not JSON */
export async function checkSubmessage(
  db: ReadDb,
  user: number,
  { messageId, type, content }: Submessage,
): Promise<void> {
  const target = await findTarget(db, user, messageId)
  if (type !== 'widget') throw new ApiError('BAD_REQUEST', 'Invalid msg_type')
  const widget = widgetOf(target.content)
  if (!widget) throw new ApiError('BAD_REQUEST', 'This message is no poll and no to-do list')
  let data: unknown
  try {
    data = JSON.parse(content)
  } catch {
    throw new ApiError('BAD_REQUEST', 'Invalid json for submessage')
  }
  checkWidgetData(data, target, user)
}

/** Of a poll only its author may change the question; of a list, its title. */
function checkWidgetData(data: unknown, target: Target, user: number): void {
  const type = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['type'] : undefined
  if (typeof type !== 'string') throw new ApiError('BAD_REQUEST', 'Missing type of the submessage')
  if ((type === 'question' || type === 'new_task_list_title') && target.sender_id !== user) {
    throw new ApiError('BAD_REQUEST', "You can't edit a question unless you are the author.")
  }
}

/** Stores it and tells whoever may see the message. */
export async function doAddSubmessage(core: Core, user: number, submessage: Submessage): Promise<void> {
  const { messageId, type, content } = submessage
  const place = await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    const target = await findTarget(tx, user, messageId)
    const [row] = await tx.query<{ id: number }>(
      'insert into submessage (message_id, sender_id, msg_type, content) values ($1, $2, $3, $4) returning id',
      [messageId, user, type, content],
    )
    tx.emit({
      type: 'submessage',
      audience: AUDIENCE.visible,
      users: null,
      recipient_id: target.recipient_id,
      message_id: target.position,
      payload: { msg_type: type, content, message_id: messageId, sender_id: user, submessage_id: row?.id },
    })
    return target
  })
  await followParticipation(core, user, place).catch(() => undefined)
}
