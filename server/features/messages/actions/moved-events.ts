import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Target } from '../target.ts'

export type MoveMode = 'change_one' | 'change_later' | 'change_all'

/** A move that the actor may make. */
export interface Move {
  readonly target: Target
  readonly mode: MoveMode
  readonly to: { readonly stream: number; readonly topic: string }
  /** Messages that came later stay where they are. */
  readonly upTo: number
}

export interface Place {
  readonly stream: number
  readonly streamName: string
  readonly topicId: number
  readonly topicName: string
}

/** Messages that were moved together. */
export interface Slice {
  readonly ids: readonly number[]
  /** Seconds since 1970. */
  readonly at: number
  /** Where they were received before, and now the newest of them. */
  readonly oldPositions: readonly number[]
  readonly position: number
}

/** Somebody who is subscribed only where the messages were, and may or may not see them where they are. */
export interface LeftBehind {
  readonly user_id: number
  readonly sees: boolean
}

export function findLeftBehind(
  tx: ActionTx,
  from: number,
  to: number,
  oldPositions: readonly number[],
): Promise<LeftBehind[]> {
  return tx.query<LeftBehind>(
    `select b.user_id, not n.invite_only and u.role <> 600 as sees
     from subscription b join user_account u on u.id = b.user_id join stream o on o.id = $1 join stream n on n.id = $2
     where b.recipient_id = $1 and b.active
       and not exists (select from subscription x where x.user_id = b.user_id and x.recipient_id = $2 and x.active)
       and (o.history_public_to_subscribers or exists (select from subscription_period p join unnest($3::bigint[]) i
         on p.received @> i where p.user_id = b.user_id and p.recipient_id = $1))
     order by 1`,
    [from, to, oldPositions],
  )
}

/** The event of a move as https://zulip.com/api/get-events#update_message shows it, but for what is filled when read. */
export function movedPayload(
  actor: number,
  move: Move,
  from: Place,
  to: Place,
  slice: Slice,
  fill: Record<string, unknown>,
): Record<string, unknown> {
  const named = slice.ids.includes(move.target.id) ? move.target.id : slice.ids[0]
  return {
    user_id: actor,
    message_id: named,
    message_ids: slice.ids,
    rendering_only: false,
    edit_timestamp: Math.floor(slice.at),
    stream_id: from.stream,
    stream_name: from.streamName,
    orig_subject: from.topicName,
    propagate_mode: move.mode,
    ...(from.stream === to.stream ? {} : { new_stream_id: to.stream }),
    ...(from.topicName === to.topicName ? {} : { subject: to.topicName }),
    fill,
  }
}

/**
 * The new stream's subscribers learn where the messages are. Who was only in the old one learns it too, if they may read
 * them there; for the others the messages are gone.
 */
export async function emitMoved(
  tx: ActionTx,
  actor: number,
  move: Move,
  from: Place,
  to: Place,
  slice: Slice,
): Promise<void> {
  const payload = movedPayload(actor, move, from, to, slice, {})
  tx.emit({
    type: 'update_message',
    audience: AUDIENCE.visible,
    users: null,
    recipient_id: to.stream,
    message_id: slice.position,
    payload,
  })
  if (from.stream === to.stream) return
  const left = await findLeftBehind(tx, from.stream, to.stream, slice.oldPositions)
  const users = (sees: boolean) => left.filter((row) => row.sees === sees).map((row) => row.user_id)
  const nobodyElse = { audience: AUDIENCE.users, recipient_id: null, message_id: null } as const
  if (users(true).length > 0) {
    tx.emit({ ...nobodyElse, type: 'update_message', users: users(true), payload })
    // They are not subscribed where the messages are now, and nothing is unread there.
    const read = { op: 'add', flag: 'read', all: false, messages: slice.ids }
    tx.emit({ ...nobodyElse, type: 'update_message_flags', users: users(true), payload: read })
  }
  if (users(false).length > 0) {
    tx.emit({
      ...nobodyElse,
      type: 'delete_message',
      users: users(false),
      payload: { message_ids: slice.ids, message_type: 'stream', stream_id: from.stream, topic: from.topicName },
    })
  }
}
