import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { compose } from '../compose.ts'

interface Row {
  readonly recipient_id: number
  readonly topic_id: number
  readonly position: number
  readonly stream_name: string | null
  readonly at: number
}

/**
 * Shows a message as it would be shown if it were sent now: with a preview or a picture that was not there before. Its
 * text, history and mentions stay as they are. Does nothing when it looks the same, or is gone.
 * @returns whether it looks different, as an update with `rendering_only`
 */
export async function doRerender(core: Core, id: number): Promise<boolean> {
  const [row] = await core.db.query<{ content: string; rendered: string; topic_id: number; sender_id: number }>(
    'select content, rendered, topic_id, sender_id from message where id = $1',
    [id],
  )
  if (!row) return false
  const { rendered, link, image } = await compose(core, row.content, row.topic_id !== 0, row.sender_id)
  if (rendered === row.rendered) return false
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    // With another text, or shown anew by somebody else meanwhile: what is here knows less.
    const [changed] = await tx.query<Row>(
      `update message m set rendered = $2, has_link = $3, has_image = $4 where m.id = $1 and m.content = $5 and m.rendered = $6
       returning m.recipient_id, m.topic_id, coalesce(m.arrival_id, m.id) as position,
         (select name from stream where id = m.recipient_id) as stream_name,
         floor(extract(epoch from clock_timestamp()))::int as at`,
      [id, rendered, link, image, row.content, row.rendered],
    )
    if (!changed) return false
    const { recipient_id, topic_id, position, stream_name, at } = changed
    tx.emit({
      type: 'update_message',
      audience: AUDIENCE.visible,
      users: null,
      recipient_id,
      message_id: position,
      payload: {
        user_id: null,
        message_id: id,
        message_ids: [id],
        rendering_only: true,
        edit_timestamp: at,
        ...(topic_id === 0 ? {} : { stream_id: recipient_id, stream_name }),
        fill: { rendering: true },
      },
    })
    return true
  })
}
