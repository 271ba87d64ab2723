import type { ChatEvent, Registration } from '../../../renderer/chat/api/events.ts'
import type { WireMessage, WireStream, WireSubscription, WireUser } from '../../../renderer/chat/api/objects.ts'

/** What the server sends, as plain as it can be; ADA reads. */
export const ADA = 1
export const GRACE = 2
export const EDSGER = 3

export const GENERAL = 11
export const KITCHEN = 12

const NAMES: Readonly<Record<number, string>> = { [ADA]: 'Ada', [GRACE]: 'Grace', [EDSGER]: 'Edsger' }

export function wireUser(user_id: number, more: Partial<WireUser> = {}): WireUser {
  const full_name = NAMES[user_id] ?? `Person ${user_id}`
  return { user_id, full_name, email: `${user_id}@acme.test`, is_active: true, is_bot: false, role: 400, ...more }
}

export function wireStream(stream_id: number, more: Partial<WireStream> = {}): WireStream {
  return { stream_id, name: `Stream ${stream_id}`, description: '', invite_only: false, ...more }
}

export function wireSubscription(stream_id: number, more: Partial<WireSubscription> = {}): WireSubscription {
  return { ...wireStream(stream_id), is_muted: false, pin_to_top: false, subscribers: [ADA, GRACE], ...more }
}

export function registration(more: Partial<Registration> = {}): Registration {
  return {
    queue_id: 'q1',
    last_event_id: 0,
    user_id: ADA,
    full_name: 'Ada',
    email: '1@acme.test',
    realm_name: 'Acme',
    realm_default_code_block_language: '',
    max_message_id: -1,
    unread_msgs: { streams: [], pms: [], huddles: [], mentions: [] },
    realm_users: [wireUser(ADA), wireUser(GRACE), wireUser(EDSGER)],
    realm_non_active_users: [],
    realm_user_groups: [],
    realm_emoji: {},
    realm_linkifiers: [],
    user_settings: { translate_emoticons: false },
    subscriptions: [wireSubscription(GENERAL), wireSubscription(KITCHEN)],
    streams: [wireStream(GENERAL), wireStream(KITCHEN)],
    ...more,
  }
}

/** Where a message goes: a topic, or everyone in a direct conversation. */
export type To = { readonly stream: number; readonly topic: string } | { readonly people: readonly number[] }

export const HEATING: To = { stream: GENERAL, topic: 'Heating' }
export const LUNCH: To = { stream: KITCHEN, topic: 'Lunch' }

/** By Grace, unless it says otherwise. */
export function wireMessage(id: number, to: To, more: Partial<WireMessage> = {}): WireMessage {
  const sender_id = more.sender_id ?? GRACE
  const shared = {
    id,
    content: `<p>${id}</p>`,
    sender_id,
    sender_full_name: NAMES[sender_id] ?? '',
    timestamp: 1000 + id,
  }
  if ('people' in to) {
    const display_recipient = to.people.map((person) => ({ id: person, full_name: NAMES[person] ?? '' }))
    return { ...shared, type: 'private', display_recipient, subject: '', ...more }
  }
  const { stream, topic } = to
  return {
    ...shared,
    type: 'stream',
    stream_id: stream,
    display_recipient: `Stream ${stream}`,
    subject: topic,
    ...more,
  }
}

type Of<Type extends ChatEvent['type']> = Extract<ChatEvent, { type: Type }>

export function messageEvent(message: WireMessage, flags: readonly string[] = []): Of<'message'> {
  return { id: 1, type: 'message', message, flags }
}

/** Of a move in the same stream or into `to`; the first id is the one that was named. */
export function moveEvent(ids: readonly number[], from: To, to: To): Of<'update_message'> {
  if ('people' in from || 'people' in to) throw new Error('Direct messages are not moved')
  return {
    id: 1,
    type: 'update_message',
    message_id: ids[0] ?? 0,
    message_ids: ids,
    edit_timestamp: 2000,
    stream_id: from.stream,
    orig_subject: from.topic,
    ...(to.stream === from.stream ? {} : { new_stream_id: to.stream }),
    ...(to.topic === from.topic ? {} : { subject: to.topic }),
  }
}

export function editEvent(id: number, html: string): Of<'update_message'> {
  return {
    id: 1,
    type: 'update_message',
    message_id: id,
    message_ids: [id],
    edit_timestamp: 2000,
    rendered_content: html,
  }
}

export function deleteEvent(...message_ids: readonly number[]): Of<'delete_message'> {
  return { id: 1, type: 'delete_message', message_ids }
}

export function flagEvent(
  op: 'add' | 'remove',
  flag: string,
  ...messages: readonly number[]
): ChatEvent & Of<'update_message_flags'> {
  return op === 'add'
    ? { id: 1, type: 'update_message_flags', op, flag, messages, all: false }
    : { id: 1, type: 'update_message_flags', op, flag, messages }
}

/** A mark as unread, which says where the messages are. */
export function unreadEvent(
  messages: readonly { id: number; to: To; mentioned?: boolean }[],
): Of<'update_message_flags'> {
  const details = messages.map(({ id, to, mentioned }) => {
    const place =
      'people' in to
        ? { type: 'private' as const, user_ids: to.people.filter((person) => person !== ADA) }
        : { type: 'stream' as const, stream_id: to.stream, topic: to.topic }
    return [id, { ...place, ...(mentioned ? { mentioned } : {}) }]
  })
  return {
    id: 1,
    type: 'update_message_flags',
    op: 'remove',
    flag: 'read',
    messages: messages.map(({ id }) => id),
    message_details: Object.fromEntries(details),
  }
}
