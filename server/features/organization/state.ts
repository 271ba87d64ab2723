import { EXTERNAL_ACCOUNTS } from '../../contract/chat/profile-fields.ts'
import { MAX_STREAM_DESCRIPTION, MAX_STREAM_NAME } from '../../contract/chat/streams.ts'
import type { ReadDb } from '../../db/database.ts'
import { MIN_GUESSES } from '../../lib/password-strength.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { readSystemGroups } from '../user-groups/index.ts'
import { type CallSettings, toCallState } from '../video-calls/index.ts'
import { readPermissions } from './permissions.ts'

/** What messages may hold; https://zulip.com/api/register-queue */
const LIMITS = {
  max_message_length: 10_000,
  max_topic_length: 60,
  max_stream_name_length: MAX_STREAM_NAME,
  max_stream_description_length: MAX_STREAM_DESCRIPTION,
  password_min_length: 8,
  password_min_guesses: MIN_GUESSES,
}

/** Nothing can be sent by mail: told so, clients do not offer it. */
const ABSENT = {
  server_name_changes_disabled: false,
  realm_digest_emails_enabled: false,
  realm_digest_weekday: 1,
  realm_send_welcome_emails: false,
  settings_send_digest_emails: false,
  realm_message_content_allowed_in_email_notifications: false,
  realm_push_notifications_enabled: false,
  realm_push_notifications_enabled_end_timestamp: null,
  realm_enable_spectator_access: false,
  server_web_public_streams_enabled: false,
  realm_want_advertise_in_communities_directory: false,
  realm_giphy_rating: 0,
  giphy_rating_options: {},
  realm_default_external_accounts: EXTERNAL_ACCOUNTS,
  realm_is_zephyr_mirror_realm: false,
}

/** How this server is; nobody can change it yet. */
const FIXED = {
  server_inline_image_preview: true,
  server_inline_url_embed_preview: true,
  realm_authentication_methods: { Email: { enabled: true, available: true } },
  realm_email_auth_enabled: true,
  realm_password_auth_enabled: true,
  realm_invite_required: true,
  realm_disallow_disposable_email_addresses: false,
  realm_waiting_period_threshold: 0,
  realm_create_public_stream_policy: 1,
  realm_create_private_stream_policy: 1,
  realm_create_web_public_stream_policy: 6,
  realm_zulip_update_announcements_stream_id: -1,
  realm_plan_type: 1,
  zulip_plan_is_not_limited: true,
  upgrade_text_for_wide_organization_logo: '',
  development_environment: false,
  server_needs_upgrade: false,
  server_generation: Math.floor(Date.now() / 1000),
}

/** Who may do what, by system group, where that is no setting. */
const GROUPS = {
  can_create_web_public_channel_group: 'role:nobody',
  direct_message_initiator_group: 'role:everyone',
  direct_message_permission_group: 'role:everyone',
} as const

/**
 * What /register tells under `realm`.
 * @param url the address that this server is known by, without a slash at its end
 */
export async function readRealmState(db: ReadDb, url: string, calls: CallSettings): Promise<Record<string, unknown>> {
  const [organization] = await db.query<{ name: string; description: string; created_at: Date }>(
    'select name, description, created_at from organization',
  )
  const system = await readSystemGroups(db)
  const fixed = Object.entries(GROUPS).map(([name, group]) => [name, system.get(group)] as const)
  const settings = { ...(await readRealmSettings(db)), ...(await readPermissions(db)) }
  const named = [...fixed, ...Object.entries<unknown>(settings)].map(
    ([name, value]) => [`realm_${name}`, value] as const,
  )
  return {
    ...LIMITS,
    ...ABSENT,
    ...FIXED,
    ...Object.fromEntries(named),
    ...toCallState(calls, settings.jitsi_server_url),
    realm_name: organization?.name,
    realm_description: organization?.description,
    realm_date_created: Math.floor((organization?.created_at.getTime() ?? 0) / 1000),
    realm_uri: url,
    realm_url: url,
    realm_bot_domain: new URL(url).hostname,
    server_emoji_data_url: `${url}/static/emoji/emoji_api.json`,
  }
}
