import type { ReadDb } from '../../db/database.ts'
import { findStreams, findSubscriptions } from './repository.ts'
import { toWireStream, toWireSubscription } from './wire.ts'

/** What /register tells under `subscription`: each stream that the user may know of, in one of three lists. */
export async function readSubscriptionState(
  db: ReadDb,
  me: number,
  withSubscribers: boolean,
): Promise<Record<string, unknown>> {
  const subscriptions = await findSubscriptions(db, me)
  const active = new Set(subscriptions.map((row) => row.id))
  const former = await db.query<{ id: number; color: string; subscribers: number[] }>(
    `select b.recipient_id as id, b.color, array(select p.user_id from subscription p
       where p.recipient_id = b.recipient_id and p.active order by 1) as subscribers
     from subscription b where b.user_id = $1 and not b.active`,
    [me],
  )
  const left = new Map(former.map((row) => [row.id, row]))
  const others = (await findStreams(db, me)).filter((stream) => !active.has(stream.id))
  return {
    subscriptions: subscriptions.map((row) => toWireSubscription(row, withSubscribers)),
    unsubscribed: others.flatMap((stream) => {
      const row = left.get(stream.id)
      return row ? [toWireSubscription({ ...stream, ...row }, withSubscribers)] : []
    }),
    never_subscribed: others.filter((stream) => !left.has(stream.id)).map(toWireStream),
  }
}
