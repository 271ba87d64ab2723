import type { getEvents } from '../../../server/contract/chat/events.ts'
import type { Client, Given } from './client.ts'
import type {
  WireEmoji,
  WireGroup,
  WireLinkifier,
  WireMessage,
  WirePresence,
  WireStream,
  WireSubscription,
  WireTopicLink,
  WireUnread,
  WireUser,
} from './objects.ts'

/** The types of event that this client asks for; `handleEvent` is exhaustive over them. */
const EVENT_TYPES = [
  'message',
  'update_message',
  'delete_message',
  'update_message_flags',
  'subscription',
  'stream',
  'realm',
  'realm_user',
  'realm_emoji',
  'realm_linkifiers',
  // The first brings the groups, the second what becomes of them.
  'realm_user_groups',
  'user_group',
  'user_settings',
  'submessage',
  'presence',
  'typing',
  'web_reload_client',
] as const

/** The state that the queue's first event follows on. */
export interface Registration {
  readonly queue_id: string
  readonly last_event_id: number
  readonly user_id: number
  readonly full_name: string
  readonly email: string
  readonly realm_name: string
  readonly realm_default_code_block_language: string
  readonly max_message_id: number
  readonly unread_msgs: WireUnread
  readonly realm_users: readonly WireUser[]
  readonly realm_non_active_users: readonly WireUser[]
  readonly realm_user_groups: readonly WireGroup[]
  readonly realm_emoji: Readonly<Record<string, WireEmoji>>
  readonly realm_linkifiers: readonly WireLinkifier[]
  readonly user_settings: { readonly translate_emoticons: boolean }
  readonly subscriptions: readonly WireSubscription[]
  readonly streams: readonly WireStream[]
}

export interface MessageDetails {
  readonly type: 'stream' | 'private'
  readonly stream_id?: number
  readonly topic?: string
  readonly user_ids?: readonly number[]
  readonly mentioned?: boolean
}

/** https://zulip.com/api/get-events, as far as this client reads them */
export type ChatEvent = { readonly id: number } & (
  | { readonly type: 'message'; readonly message: WireMessage; readonly flags: readonly string[] }
  | {
      readonly type: 'update_message'
      readonly message_id: number
      readonly message_ids: readonly number[]
      readonly edit_timestamp: number
      /** Of `message_ids`, as they are now for the reader. */
      readonly flags?: readonly string[]
      readonly rendered_content?: string
      /** Looks different, a link's preview for example, though nobody edited it. */
      readonly rendering_only?: boolean
      readonly is_me_message?: boolean
      readonly stream_id?: number
      readonly new_stream_id?: number
      readonly orig_subject?: string
      readonly subject?: string
      /** Of the new topic. */
      readonly topic_links?: readonly WireTopicLink[]
    }
  | { readonly type: 'delete_message'; readonly message_ids: readonly number[] }
  | FlagsEvent
  | SubscriptionEvent
  | { readonly type: 'stream'; readonly op: 'create'; readonly streams: readonly WireStream[] }
  | { readonly type: 'stream'; readonly op: 'delete'; readonly streams: readonly WireStream[] }
  | {
      readonly type: 'stream'
      readonly op: 'update'
      readonly stream_id: number
      readonly property: string
      readonly value: unknown
    }
  | { readonly type: 'realm'; readonly op: 'update'; readonly property: string; readonly value: unknown }
  | { readonly type: 'realm_user'; readonly op: 'add'; readonly person: WireUser }
  | {
      readonly type: 'realm_user'
      readonly op: 'update' | 'remove'
      readonly person: Partial<WireUser> & { readonly user_id: number }
    }
  | { readonly type: 'realm_emoji'; readonly realm_emoji: Readonly<Record<string, WireEmoji>> }
  | { readonly type: 'realm_linkifiers'; readonly realm_linkifiers: readonly WireLinkifier[] }
  | GroupEvent
  | SubmessageEvent
  | { readonly type: 'user_settings'; readonly property: string; readonly value: unknown }
  | { readonly type: 'presence'; readonly user_id: number; readonly presence: WirePresence }
  | TypingEvent
  | { readonly type: 'web_reload_client'; readonly immediate: boolean }
  | { readonly type: 'heartbeat' }
)

export type FlagsEvent = { readonly type: 'update_message_flags'; readonly flag: string } & (
  | { readonly op: 'add'; readonly messages: readonly number[]; readonly all: boolean }
  | {
      readonly op: 'remove'
      readonly messages: readonly number[]
      readonly message_details?: Readonly<Record<string, MessageDetails>>
    }
)

export type SubscriptionEvent = { readonly type: 'subscription' } & (
  | { readonly op: 'add'; readonly subscriptions: readonly WireSubscription[] }
  | { readonly op: 'remove'; readonly subscriptions: readonly { readonly stream_id: number }[] }
  | { readonly op: 'update'; readonly stream_id: number; readonly property: string; readonly value: unknown }
  | {
      readonly op: 'peer_add' | 'peer_remove'
      readonly stream_ids: readonly number[]
      readonly user_ids: readonly number[]
    }
)

export type GroupEvent = { readonly type: 'user_group' } & (
  | { readonly op: 'add'; readonly group: WireGroup }
  | { readonly op: 'update'; readonly group_id: number; readonly data: Partial<WireGroup> }
  | { readonly op: 'remove'; readonly group_id: number }
  | { readonly op: 'add_members' | 'remove_members'; readonly group_id: number; readonly user_ids: readonly number[] }
  | {
      readonly op: 'add_subgroups' | 'remove_subgroups'
      readonly group_id: number
      readonly direct_subgroup_ids: readonly number[]
    }
)

export interface SubmessageEvent {
  readonly type: 'submessage'
  readonly message_id: number
  readonly submessage_id: number
  readonly sender_id: number
  readonly msg_type: string
  readonly content: string
}

export type TypingEvent = {
  readonly type: 'typing'
  readonly op: 'start' | 'stop'
  readonly sender: { readonly user_id: number }
} & (
  | { readonly message_type: 'direct'; readonly recipients: readonly { readonly user_id: number }[] }
  | { readonly message_type: 'stream'; readonly stream_id: number; readonly topic: string }
)

/** Over the server's 50 s, under what proxies cut off. */
const POLL_MS = 80_000

export function register(client: Client): Promise<Registration> {
  return client.call('POST', '/register', {
    event_types: EVENT_TYPES,
    apply_markdown: true,
    include_subscribers: true,
    client_capabilities: {
      stream_typing_notifications: true,
      bulk_message_deletion: true,
      include_deactivated_groups: true,
      linkifier_url_template: true,
      user_settings_object: true,
    },
  })
}

/** Waits up to 50 s for an event after `last_event_id`. */
export function poll(
  client: Client,
  params: Given<typeof getEvents>,
  stop: AbortSignal,
): Promise<{ events: ChatEvent[] }> {
  return client.call('GET', '/events', params, AbortSignal.any([stop, AbortSignal.timeout(POLL_MS)]))
}
