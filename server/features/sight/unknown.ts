import { UNKNOWN_NAME } from './repository.ts'

/** Where the picture of whoever is not seen is. */
const UNKNOWN_PICTURE = (id: number) => `/avatar/${id}`

/** Somebody as a guest is told of them who may not see them, in the form of https://zulip.com/api/get-users. */
export function unknownUser(id: number): Record<string, unknown> {
  return {
    user_id: id,
    email: unknownAddress(id),
    delivery_email: null,
    full_name: UNKNOWN_NAME,
    date_joined: new Date(0).toISOString(),
    is_active: true,
    is_owner: false,
    is_admin: false,
    is_guest: false,
    is_billing_admin: false,
    is_bot: false,
    bot_type: null,
    bot_owner_id: null,
    role: 400,
    timezone: '',
    avatar_url: UNKNOWN_PICTURE(id),
    avatar_version: 1,
    profile_data: {},
  }
}

/** Of a domain that never exists: https://www.rfc-editor.org/rfc/rfc2606#section-2 */
export function unknownAddress(id: number): string {
  return `user${id}@hearth.invalid`
}
