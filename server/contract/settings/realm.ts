import { z } from 'zod'
import { language } from './locale.ts'
import { webAddress } from './web-address.ts'

/** Groups that everybody belongs to by role alone, by their Zulip name. */
const SYSTEM_GROUPS = {
  'role:nobody': 0,
  'role:owners': 100,
  'role:administrators': 200,
  'role:moderators': 300,
  'role:members': 400,
  'role:everyone': 600,
} as const

/** Somebody's permission: a group by its id, or a system group by its name. */
const group = z.union([z.enum(Object.keys(SYSTEM_GROUPS) as [keyof typeof SYSTEM_GROUPS]), z.int32().positive()])

/** Seconds; null: without a limit. */
const limit = z.int32().positive().nullable()
const WEEK = 7 * 24 * 3600
/** Languages of code blocks, by their Pygments name; empty: none. */
const codeLanguage = z
  .string()
  .max(40)
  .regex(/^[\w+#.-]*$/)

/** Who may do what: a rule each, enforced where it is done. */
export const PERMISSIONS = {
  /** Whom guests see: everybody, or (members) only whom they have to do with. */
  can_access_all_users_group: group.default('role:everyone'),
  can_add_custom_emoji_group: group.default('role:members'),
  can_create_groups: group.default('role:members'),
  can_create_private_channel_group: group.default('role:members'),
  can_create_public_channel_group: group.default('role:members'),
  can_delete_any_message_group: group.default('role:administrators'),
  can_delete_own_message_group: group.default('role:everyone'),
  can_invite_users_group: group.default('role:members'),
  can_manage_all_groups: group.default('role:administrators'),
  can_move_messages_between_channels_group: group.default('role:members'),
  can_move_messages_between_topics_group: group.default('role:everyone'),
  create_multiuse_invite_group: group.default('role:administrators'),
}
export type PermissionName = keyof typeof PERMISSIONS
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as PermissionName[]

/** A channel where the host tells of something new; -1: it does not. */
const announcements = z.union([z.literal(-1), z.int32().positive()])

/** Everything else. What is for clients alone (the languages, the indicator of guests) needs nobody to enforce it. */
export const RULES = {
  allow_edit_history: z.boolean().default(true),
  allow_message_editing: z.boolean().default(true),
  /** 1 everybody, 2 generic bots only administrators, 3 only administrators */
  bot_creation_policy: z.literal([1, 2, 3]).default(1),
  default_code_block_language: codeLanguage.default(''),
  default_language: language.default('en'),
  email_changes_disabled: z.boolean().default(true),
  emails_restricted_to_domains: z.boolean().default(false),
  enable_guest_user_indicator: z.boolean().default(true),
  enable_read_receipts: z.boolean().default(true),
  inline_image_preview: z.boolean().default(true),
  inline_url_embed_preview: z.boolean().default(false),
  mandatory_topics: z.boolean().default(true),
  /** The organization's own; null: the one that the host names. */
  jitsi_server_url: webAddress.nullable().default(null),
  /** Who subscribes others: 1 members, 2 administrators, 3 full members, 4 moderators */
  invite_to_stream_policy: z.literal([1, 2, 3, 4]).default(1),
  message_content_delete_limit_seconds: limit.default(600),
  message_content_edit_limit_seconds: limit.default(600),
  /** Days; -1: for ever. Streams may have their own. */
  message_retention_days: z.union([z.literal(-1), z.int32().positive()]).default(-1),
  move_messages_between_streams_limit_seconds: limit.default(WEEK),
  move_messages_within_stream_limit_seconds: limit.default(WEEK),
  name_changes_disabled: z.boolean().default(false),
  new_stream_announcements_stream_id: announcements.default(-1),
  org_type: z.literal([0, 10, 20, 30, 35, 40, 50, 60, 70, 80, 90, 100, 1000]).default(0),
  presence_disabled: z.boolean().default(false),
  require_unique_names: z.boolean().default(false),
  signup_announcements_stream_id: announcements.default(-1),
  /** 0 none, 1 Jitsi, 4 BigBlueButton */
  video_chat_provider: z.literal([0, 1, 4]).default(1),
  /** Many people at once, in large streams: 1 everybody, 2 and 3 members, 7 moderators, 5 administrators, 6 nobody */
  wildcard_mention_policy: z.literal([1, 2, 3, 5, 6, 7]).default(5),
}
export type RuleName = keyof typeof RULES

/** Those that name a channel: it is in use, and with it goes the setting. */
export const ANNOUNCEMENTS = ['new_stream_announcements_stream_id', 'signup_announcements_stream_id'] as const

/** The lowest role that subscribes others, by `invite_to_stream_policy`; guests never do. */
const SUBSCRIBES_OTHERS: Readonly<Record<number, number>> = { 1: 400, 2: 200, 3: 400, 4: 300 }

export function maySubscribeOthers(role: number, rules: { readonly invite_to_stream_policy: number }): boolean {
  return role <= (SUBSCRIBES_OTHERS[rules.invite_to_stream_policy] ?? 0)
}

/** What owners alone change, as it decides who comes in and who manages whom. */
export const OWNERS_ONLY: ReadonlySet<string> = new Set([
  'can_create_groups',
  'can_invite_users_group',
  'can_manage_all_groups',
  'create_multiuse_invite_group',
  'message_retention_days',
  'org_type',
])

/** Which permissions cannot be everybody's, guests included. */
export const NOT_EVERYBODY: ReadonlySet<string> = new Set<PermissionName>([
  'can_add_custom_emoji_group',
  'can_create_groups',
  'can_create_private_channel_group',
  'can_create_public_channel_group',
  'can_delete_any_message_group',
  'can_invite_users_group',
  'can_manage_all_groups',
  'can_move_messages_between_channels_group',
  'create_multiuse_invite_group',
])
/** Which cannot be nobody's. */
export const NOT_NOBODY: ReadonlySet<string> = new Set<PermissionName>(['can_create_groups', 'can_manage_all_groups'])

/**
 * The organization's rules, by the names and defaults of https://zulip.com/api/register-queue (`realm_…`).
 * Stored in `organization.settings`; what is absent there has its default.
 */
export const realmSettings = z.object({ ...PERMISSIONS, ...RULES })
export type RealmSettings = z.output<typeof realmSettings>

/** The rules as they are for one person: each permission is whether they have it. */
export type RulesFor = Omit<RealmSettings, PermissionName> & { readonly [Name in PermissionName]: boolean }
