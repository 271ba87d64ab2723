import type { ReadDb } from '../../db/database.ts'
import { findUsers } from './repository.ts'
import { roleFlags, toWireUser } from './wire.ts'

/** What /register tells under `realm_user`: everybody, and what the caller may do. */
export async function readUserState(db: ReadDb, me: number): Promise<Record<string, unknown>> {
  const users = await findUsers(db)
  const own = users.find((user) => user.id === me)
  const role = own?.role ?? 600
  const isMember = role <= 400
  return {
    realm_users: users.filter((user) => user.is_active).map((user) => toWireUser(user)),
    realm_non_active_users: users.filter((user) => !user.is_active).map((user) => toWireUser(user)),
    cross_realm_bots: [],
    avatar_source: 'G',
    avatar_url: '',
    avatar_url_medium: '',
    can_create_streams: isMember,
    can_create_public_streams: isMember,
    can_create_private_streams: isMember,
    can_create_web_public_streams: false,
    can_subscribe_other_users: isMember,
    delivery_email: own?.delivery_email,
    ...roleFlags(role),
    is_moderator: role === 300,
    is_billing_admin: false,
  }
}
