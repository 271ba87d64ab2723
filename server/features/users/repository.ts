import type { ReadDb } from '../../db/database.ts'

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
  readonly date_joined: Date
}

const COLUMNS = `id, email, delivery_email, full_name, role, is_active, is_bot, bot_type, bot_owner_id, timezone,
  avatar_version, date_joined`

/** All users, or the one with this id, in order of id. */
export function findUsers(db: ReadDb, id?: number): Promise<UserRow[]> {
  return db.query<UserRow>(`select ${COLUMNS} from user_account where $1::int is null or id = $1 order by id`, [
    id ?? null,
  ])
}

/** The user whom an address of the API names, by id or by e-mail address. */
export async function findUser(db: ReadDb, named: string): Promise<UserRow | undefined> {
  // Below 2^31, which ids are.
  if (/^\d{1,9}$/.test(named)) return (await findUsers(db, Number(named)))[0]
  const [user] = await db.query<UserRow>(
    `select ${COLUMNS} from user_account where lower(delivery_email) = lower($1) or lower(email) = lower($1)
     order by lower(delivery_email) = lower($1) desc limit 1`,
    [named],
  )
  return user
}

/** Whom a user has muted, since when (seconds since 1970), the earliest first. */
export function findMutedUsers(db: ReadDb, user: number): Promise<{ id: number; timestamp: number }[]> {
  return db.query<{ id: number; timestamp: number }>(
    `select muted_id as id, extract(epoch from muted_at)::bigint as timestamp from muted_user
     where user_id = $1 and upper_inf(messages) order by muted_at, muted_id`,
    [user],
  )
}
