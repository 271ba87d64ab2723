import { type Conversation, isSame } from './conversation.ts'
import type { Message } from './messages.ts'
import type { FeedNarrow } from './narrow.ts'
import type { Outgoing } from './outbox.ts'

/** A line of a feed: a message, or one on its way, with what stands above it. */
export interface Row {
  readonly key: string
  readonly content: { readonly message: Message } | { readonly outgoing: Outgoing }
  /** Another day begins here; milliseconds since 1970. */
  readonly day: number | undefined
  /** Another conversation begins here, in a list of several. */
  readonly conversation: Conversation | undefined
  /** Above it everything was read when the list was opened. */
  readonly isFirstUnread: boolean
  /** The same person goes on, so neither arch nor name. */
  readonly isMore: boolean
}

const GROUP_MS = 10 * 60_000

interface Place {
  readonly at: number
  readonly senderId: number
  readonly conversation: Conversation
}

/** The lines of a feed from top to bottom. */
export function buildRows(
  narrow: FeedNarrow,
  messages: readonly Message[],
  outgoing: readonly Outgoing[],
  me: number,
  firstUnread: number | undefined,
): Row[] {
  const isMixed = narrow.kind !== 'topic' && narrow.kind !== 'direct'
  const rows: Row[] = []
  let above: Place | undefined
  const add = (key: string, place: Place, content: Row['content'], isFirstUnread: boolean) => {
    const day = above && isSameDay(above.at, place.at) ? undefined : place.at
    const isOther = !above || !isSame(above.conversation, place.conversation)
    rows.push({
      key,
      content,
      day,
      conversation: isMixed && (isOther || day !== undefined) ? place.conversation : undefined,
      isFirstUnread,
      isMore: !isFirstUnread && !isOther && day === undefined && goesOn(above, place),
    })
    above = place
  }
  for (const message of messages) add(`m${message.id}`, message, { message }, message.id === firstUnread)
  for (const one of outgoing) add(`o${one.localId}`, { ...one, senderId: me }, { outgoing: one }, false)
  return rows
}

function goesOn(above: Place | undefined, { senderId, at }: Place): boolean {
  return above?.senderId === senderId && at - above.at < GROUP_MS
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
