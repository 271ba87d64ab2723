import { maySubscribeOthers } from '../../contract/settings/realm.ts'
import type { ReadDb } from '../../db/database.ts'
import { readSystemBots } from '../notices/index.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { findHidden, unknownUser } from '../sight/index.ts'
import { avatarUrl } from './avatar.ts'
import { findVisibleUsers } from './repository.ts'
import { roleFlags, toWireUser } from './wire.ts'

/** What /register tells under `realm_user`: everybody, and what the caller may do. */
export async function readUserState(db: ReadDb, me: number, knowsAll: boolean): Promise<Record<string, unknown>> {
  const users = await findVisibleUsers(db, me)
  // Clients that expect to know everybody are given somebody in place of who is out of sight.
  const others = knowsAll ? [...(await findHidden(db, me))].map(unknownUser) : []
  const own = users.find((user) => user.id === me)
  const role = own?.role ?? 600
  const viewer = { id: me, role }
  const isMember = role <= 400
  return {
    realm_users: [...users.filter((user) => user.is_active).map((user) => toWireUser(user, viewer)), ...others],
    realm_non_active_users: users.filter((user) => !user.is_active).map((user) => toWireUser(user, viewer)),
    cross_realm_bots: await readSystemBots(db),
    avatar_source: own?.has_avatar ? 'U' : 'G',
    avatar_url: own ? avatarUrl(own) : '',
    avatar_url_medium: own ? avatarUrl(own, true) : '',
    can_create_streams: isMember,
    can_create_public_streams: isMember,
    can_create_private_streams: isMember,
    can_create_web_public_streams: false,
    can_subscribe_other_users: maySubscribeOthers(role, await readRealmSettings(db)),
    delivery_email: own?.delivery_email,
    ...roleFlags(role),
    is_moderator: role === 300,
    is_billing_admin: false,
  }
}
