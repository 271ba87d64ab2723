import type { ReadDb } from '../../db/database.ts'
import { findAllSubscribers, findFormerSubscriptions, findStreams, findSubscriptions } from './repository.ts'
import { toWireStream, toWireSubscription } from './wire.ts'

/** What /register tells under `subscription`: each stream that the user may know of, in one of three lists. */
export async function readSubscriptionState(
  db: ReadDb,
  me: number,
  withSubscribers: boolean,
  withArchived: boolean,
): Promise<Record<string, unknown>> {
  const subscriptions = await findSubscriptions(db, me, { withArchived })
  const active = new Set(subscriptions.map((row) => row.id))
  const left = new Map((await findFormerSubscriptions(db, me)).map((row) => [row.id, row]))
  const others = (await findStreams(db, me, withArchived)).filter((stream) => !active.has(stream.id))
  const subscribers = withSubscribers ? await findAllSubscribers(db) : undefined
  return {
    subscriptions: subscriptions.map((row) => toWireSubscription(row, withSubscribers)),
    unsubscribed: others.flatMap((stream) => {
      const row = left.get(stream.id)
      return row ? [toWireSubscription({ ...stream, ...row }, withSubscribers)] : []
    }),
    never_subscribed: others
      .filter((stream) => !left.has(stream.id))
      .map((stream) => ({
        ...toWireStream(stream),
        ...(subscribers ? { subscribers: subscribers.get(stream.id) ?? [] } : {}),
      })),
  }
}
