import type { ReadDb } from '../../db/database.ts'

export interface UserRow {
  readonly id: number
  readonly email: string
  readonly delivery_email: string
  readonly full_name: string
  readonly role: number
  readonly is_active: boolean
  readonly is_bot: boolean
  readonly timezone: string
  readonly date_joined: Date
}

/** All users, or the one with this id, in order of id. */
export function findUsers(db: ReadDb, id?: number): Promise<UserRow[]> {
  return db.query<UserRow>(
    `select id, email, delivery_email, full_name, role, is_active, is_bot, timezone, date_joined
     from user_account where $1::int is null or id = $1 order by id`,
    [id ?? null],
  )
}

/** A user as https://zulip.com/api/get-users shows one. */
export function toWireUser(user: UserRow): Record<string, unknown> {
  return {
    user_id: user.id,
    email: user.email,
    delivery_email: user.delivery_email,
    full_name: user.full_name,
    date_joined: user.date_joined.toISOString(),
    is_active: user.is_active,
    is_owner: user.role === 100,
    is_admin: user.role <= 200,
    is_guest: user.role === 600,
    is_bot: user.is_bot,
    bot_type: null,
    role: user.role,
    timezone: user.timezone,
    avatar_url: null,
    avatar_version: 1,
    profile_data: {},
  }
}
