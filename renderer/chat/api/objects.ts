/** What the server sends, as far as this client reads it: https://zulip.com/api/register-queue */

export interface WireUser {
  readonly user_id: number
  readonly email: string
  readonly full_name: string
  readonly is_active: boolean
  readonly is_bot: boolean
  readonly role: number
}

export interface WireStream {
  readonly stream_id: number
  readonly name: string
  readonly description: string
  readonly invite_only: boolean
}

export interface WireSubscription extends WireStream {
  readonly is_muted: boolean
  readonly pin_to_top: boolean
  readonly subscribers?: readonly number[]
}

export interface WirePerson {
  readonly id: number
  readonly full_name: string
}

export interface WireMessage {
  readonly id: number
  readonly type: 'stream' | 'private'
  /** HTML as the server has cleaned it */
  readonly content: string
  readonly sender_id: number
  readonly sender_full_name: string
  readonly stream_id?: number
  /** The stream's name, or everyone in a direct conversation. */
  readonly display_recipient: string | readonly WirePerson[]
  /** The topic. */
  readonly subject: string
  readonly topic_links?: readonly WireTopicLink[]
  /** seconds since 1970 */
  readonly timestamp: number
  readonly last_edit_timestamp?: number
  /** It began with `/me`. */
  readonly is_me_message?: boolean
  /** What a poll or a to-do list began with, and what it was told. */
  readonly submessages?: readonly WireSubmessage[]
  /** Absent in events, which carry them beside the message. */
  readonly flags?: readonly string[]
}

/** A part of a topic's name, and where it leads. */
export interface WireTopicLink {
  readonly text: string
  readonly url: string
}

export interface WireSubmessage {
  readonly id: number
  readonly sender_id: number
  readonly msg_type: string
  /** JSON, as whoever sent it has written it */
  readonly content: string
}

export interface WireGroup {
  readonly id: number
  readonly name: string
  readonly is_system_group: boolean
  readonly deactivated?: boolean
  /** Without those who belong to a subgroup only. */
  readonly members: readonly number[]
}

export interface WireEmoji {
  readonly name: string
  readonly source_url: string
  readonly deactivated: boolean
}

export interface WireLinkifier {
  readonly pattern: string
  readonly url_template: string
}

export interface WireUnread {
  readonly streams: readonly { stream_id: number; topic: string; unread_message_ids: readonly number[] }[]
  readonly pms: readonly { other_user_id: number; unread_message_ids: readonly number[] }[]
  readonly huddles: readonly { user_ids_string: string; unread_message_ids: readonly number[] }[]
  readonly mentions: readonly number[]
}

/** `status` and when it was told, in seconds since 1970, by client. */
export type WirePresence = Readonly<Record<string, { readonly status: string; readonly timestamp: number }>>
