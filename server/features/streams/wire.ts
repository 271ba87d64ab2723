import type { Personal, StreamRow, SubscriptionRow } from './repository.ts'

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
    can_administer_channel_group: row.can_administer_channel_group,
    can_remove_subscribers_group: row.can_remove_subscribers_group,
    is_recently_active: row.is_recently_active,
    date_created: Math.floor(row.created_at.getTime() / 1000),
    first_message_id: row.first_message_id,
    message_retention_days: row.message_retention_days,
    stream_weekly_traffic: row.weekly_traffic,
  }
}

/** A subscription as https://zulip.com/api/get-subscriptions shows one. */
export function toWireSubscription(row: SubscriptionRow, withSubscribers = true): Record<string, unknown> {
  return {
    ...toWireStream(row),
    ...toWirePersonal(row.settings),
    color: row.color,
    ...(withSubscribers ? { subscribers: row.subscribers } : {}),
  }
}

function toWirePersonal(settings: Personal): Record<string, unknown> {
  const isMuted = settings.is_muted ?? false
  return {
    is_muted: isMuted,
    in_home_view: !isMuted,
    pin_to_top: settings.pin_to_top ?? false,
    // null: as it is for everything else
    ...Object.fromEntries(NOTIFICATIONS.map((name) => [name, settings[name] ?? null])),
  }
}

export const NOTIFICATIONS: readonly string[] = [
  'audible_notifications',
  'desktop_notifications',
  'email_notifications',
  'push_notifications',
  'wildcard_mentions_notify',
]
