import type { StreamRow, SubscriptionRow } from './repository.ts'

/** A stream as https://zulip.com/api/get-streams shows one. */
export function toWireStream(row: StreamRow): Record<string, unknown> {
  return {
    stream_id: row.id,
    name: row.name,
    description: row.description,
    rendered_description: row.rendered_description,
    invite_only: row.invite_only,
    is_web_public: false,
    is_archived: row.is_archived,
    history_public_to_subscribers: row.history_public_to_subscribers,
    stream_post_policy: row.post_policy,
    is_announcement_only: row.post_policy === 2,
    creator_id: row.creator_id,
    can_remove_subscribers_group: row.administrators,
    // Nobody counts, so no stream is put aside.
    is_recently_active: true,
    date_created: Math.floor(row.created_at.getTime() / 1000),
    first_message_id: null,
    message_retention_days: null,
    stream_weekly_traffic: null,
  }
}

/** A subscription as https://zulip.com/api/get-subscriptions shows one. */
export function toWireSubscription(row: SubscriptionRow, withSubscribers = true): Record<string, unknown> {
  return {
    ...toWireStream(row),
    ...PERSONAL,
    color: row.color,
    ...(withSubscribers ? { subscribers: row.subscribers } : {}),
  }
}

/** What everybody may set for themselves, and nobody can yet. */
const PERSONAL = {
  is_muted: false,
  in_home_view: true,
  pin_to_top: false,
  audible_notifications: null,
  desktop_notifications: null,
  email_notifications: null,
  push_notifications: null,
  wildcard_mentions_notify: null,
} as const
