import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { releaseAttachments } from '../../files/index.ts'
import { removeMessages } from './remove-messages.ts'

/** Bounds how long one transaction holds up edits. */
const SLICE = 200

interface Expired {
  readonly id: number
  readonly recipient_id: number
  readonly topic_id: number
  readonly topic: string | null
}

/**
 * Deletes the oldest messages whose time is over, by the rule of their stream or else of the organization, at most a slice.
 * @returns whether there may be more
 */
export async function doExpireMessages(core: Core): Promise<boolean> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    const rows = await findExpired(tx)
    if (rows.length === 0) return false
    const { flagged, claims } = await removeMessages(
      tx,
      rows.map((row) => row.id),
    )
    await tx.takeOrder()
    await releaseAttachments(tx, claims)
    for (const place of Map.groupBy(rows, (row) => `${row.recipient_id} ${row.topic_id}`).values()) {
      emitExpired(tx, place, flagged)
      await tx.query('select drop_empty_topic($1)', [place[0]?.topic_id])
    }
    return rows.length === SLICE
  })
}

/** Ids rise with time, so each conversation is looked at from its beginning and no further than its first young message. */
function findExpired(tx: ActionTx): Promise<Expired[]> {
  return tx.query<Expired>(
    `with general as (select (settings->>'message_retention_days')::int as days from organization),
     place as (
       select s.id, coalesce(s.message_retention_days, general.days) as days from stream s cross join general
       union all select d.id, general.days from direct_group d cross join general)
     select m.id, m.recipient_id, m.topic_id, t.name as topic
     from place cross join lateral (
       select first.* from (select * from message where recipient_id = place.id order by recipient_id, id limit ${SLICE}) first
       where first.date_sent < now() - place.days * interval '1 day') m
     left join topic t on t.id = m.topic_id
     where place.days > 0 order by m.id limit ${SLICE}`,
  )
}

function emitExpired(tx: ActionTx, rows: readonly Expired[], flagged: readonly number[]): void {
  const [first] = rows
  if (!first) return
  const isStream = first.topic_id !== 0
  tx.emit({
    type: 'delete_message',
    audience: AUDIENCE.couldSee,
    // A star is kept also by who is not subscribed, or no longer.
    users: flagged.length === 0 ? null : [...flagged],
    recipient_id: first.recipient_id,
    message_id: null,
    payload: {
      message_ids: rows.map((row) => row.id).sort((a, b) => a - b),
      message_type: isStream ? 'stream' : 'private',
      ...(isStream ? { stream_id: first.recipient_id, topic: first.topic } : {}),
    },
  })
}
