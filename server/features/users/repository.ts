import type { ReadDb } from '../../db/database.ts'
import { maySeeAddress, type Viewer } from './address.ts'

export interface UserRow {
  readonly id: number
  readonly email: string
  readonly delivery_email: string
  readonly full_name: string
  readonly role: number
  readonly is_active: boolean
  readonly is_bot: boolean
  readonly bot_type: number | null
  readonly bot_owner_id: number | null
  readonly timezone: string
  readonly avatar_version: number
  /** Whether they uploaded a picture. */
  readonly has_avatar: boolean
  readonly date_joined: Date
  /** Custom profile fields by their id. */
  readonly profile_data: Readonly<Record<string, { readonly value: string; readonly rendered_value?: string }>>
  /** Who sees `delivery_email`. */
  readonly address_visibility: number
}

const COLUMNS = `id, email, delivery_email, full_name, role, is_active, is_bot, bot_type, bot_owner_id, timezone,
  avatar_version, avatar_key is not null as has_avatar, date_joined,
  coalesce((select jsonb_object_agg(v.field_id,
      jsonb_strip_nulls(jsonb_build_object('value', v.value, 'rendered_value', v.rendered)))
    from profile_value v where v.user_id = user_account.id), '{}') as profile_data,
  coalesce((settings->>'email_address_visibility')::int, 1) as address_visibility`

/** All users but Hearth's own, or the one with this id, in order of id. */
export function findUsers(db: ReadDb, id?: number): Promise<UserRow[]> {
  return db.query<UserRow>(
    `select ${COLUMNS} from user_account where not is_system ${id === undefined ? '' : 'and id = $1'} order by id`,
    id === undefined ? [] : [id],
  )
}

/** Those whom a viewer may see, or the one with this id. */
export function findVisibleUsers(db: ReadDb, viewer: number, id?: number): Promise<UserRow[]> {
  return db.query<UserRow>(
    `select ${COLUMNS} from user_account where not is_system and id <> all (array(select h from hidden_people($1) h))
       ${id === undefined ? '' : 'and id = $2'} order by id`,
    id === undefined ? [viewer] : [viewer, id],
  )
}

/** The user whom an address of the API names, by id or by an e-mail address that the viewer may know to be theirs. */
export async function findUser(db: ReadDb, viewer: Viewer, named: string): Promise<UserRow | undefined> {
  // Below 2^31, which ids are.
  if (/^\d{1,9}$/.test(named)) return (await findVisibleUsers(db, viewer.id, Number(named)))[0]
  const [user] = await db.query<UserRow>(
    `select ${COLUMNS} from user_account where not is_system and (lower(delivery_email) = lower($1) or lower(email) = lower($1))
       and id <> all (array(select h from hidden_people($2) h))
     order by lower(delivery_email) = lower($1) desc limit 1`,
    [named, viewer.id],
  )
  const isKnown = user && (maySeeAddress(viewer, user) || user.email.toLowerCase() === named.toLowerCase())
  return isKnown ? user : undefined
}

/** Whom a user has muted, since when (seconds since 1970), the earliest first. */
export function findMutedUsers(db: ReadDb, user: number): Promise<{ id: number; timestamp: number }[]> {
  return db.query<{ id: number; timestamp: number }>(
    `select muted_id as id, floor(extract(epoch from muted_at))::bigint as timestamp from muted_user
     where user_id = $1 and upper_inf(messages) order by muted_at, muted_id`,
    [user],
  )
}
