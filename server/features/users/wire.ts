import type { UserRow } from './repository.ts'

/** A user as https://zulip.com/api/get-users shows one; there are no custom profile fields, so nothing in them. */
export function toWireUser(user: UserRow, withProfile = true): Record<string, unknown> {
  return {
    user_id: user.id,
    email: user.email,
    delivery_email: user.delivery_email,
    full_name: user.full_name,
    date_joined: user.date_joined.toISOString(),
    is_active: user.is_active,
    ...roleFlags(user.role),
    is_billing_admin: false,
    is_bot: user.is_bot,
    bot_type: user.bot_type,
    bot_owner_id: user.bot_owner_id,
    role: user.role,
    timezone: user.timezone,
    // For clients that compute an image from the address; there are no uploaded ones.
    avatar_url: null,
    avatar_version: user.avatar_version,
    ...(withProfile && !user.is_bot ? { profile_data: {} } : {}),
  }
}

export function roleFlags(role: number): { is_owner: boolean; is_admin: boolean; is_guest: boolean } {
  return { is_owner: role === 100, is_admin: role <= 200, is_guest: role === 600 }
}
