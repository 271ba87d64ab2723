import { z } from 'zod'

/** Groups that everybody belongs to by role alone, by their Zulip name. */
export const SYSTEM_GROUPS = {
  'role:nobody': 0,
  'role:owners': 100,
  'role:administrators': 200,
  'role:moderators': 300,
  'role:members': 400,
  'role:everyone': 600,
} as const

const group = z.enum(Object.keys(SYSTEM_GROUPS) as [keyof typeof SYSTEM_GROUPS])
/** Seconds; null: without a limit. */
const limit = z.int().positive().nullable()
const WEEK = 7 * 24 * 3600

/**
 * The organization's rules, by the names and defaults of https://zulip.com/api/register-queue (`realm_…`).
 * Stored in `organization.settings`; what is absent there has its default.
 */
export const realmSettings = z.object({
  can_invite_users_group: group.default('role:members'),
  create_multiuse_invite_group: group.default('role:administrators'),
  allow_message_editing: z.boolean().default(true),
  message_content_edit_limit_seconds: limit.default(600),
  message_content_delete_limit_seconds: limit.default(600),
  can_delete_any_message_group: group.default('role:administrators'),
  can_delete_own_message_group: group.default('role:everyone'),
  can_move_messages_between_topics_group: group.default('role:everyone'),
  can_move_messages_between_channels_group: group.default('role:members'),
  move_messages_within_stream_limit_seconds: limit.default(WEEK),
  move_messages_between_streams_limit_seconds: limit.default(WEEK),
})
export type RealmSettings = z.output<typeof realmSettings>

export function isInSystemGroup(role: number, name: keyof typeof SYSTEM_GROUPS): boolean {
  return role <= SYSTEM_GROUPS[name]
}
