import { maySeeAddress, type Viewer } from './address.ts'
import { avatarUrl } from './avatar.ts'
import type { UserRow } from './repository.ts'

/**
 * A user as https://zulip.com/api/get-users shows one. Every picture is here, so its address is told also to clients that could make one of Gravatar's.
 */
export function toWireUser(user: UserRow, viewer: Viewer, withProfile = true): Record<string, unknown> {
  return {
    user_id: user.id,
    email: user.email,
    delivery_email: maySeeAddress(viewer, user) ? user.delivery_email : null,
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
    avatar_url: avatarUrl(user),
    avatar_version: user.avatar_version,
    ...(withProfile && !user.is_bot ? { profile_data: user.profile_data } : {}),
  }
}

export function roleFlags(role: number): { is_owner: boolean; is_admin: boolean; is_guest: boolean } {
  return { is_owner: role === 100, is_admin: role <= 200, is_guest: role === 600 }
}
