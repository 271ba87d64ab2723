import type { ReadDb } from '../../db/database.ts'

export interface PresenceRow {
  readonly id: number
  readonly email: string
  /** Seconds since 1970 of the last use, and of the last time a client was open. */
  readonly active: number | null
  readonly connected: number | null
  readonly update_id: number
}

/** Which presences: of one user; or of everybody whose changed after `after`, or else who was there since `since`. */
export interface Wanted {
  /** Who asks: whom they may not see is left out. */
  readonly viewer?: number
  readonly user?: number
  /** update id */
  readonly after?: number
  /** seconds since 1970 */
  readonly since?: number
  /** Ids of people to read in any case. */
  readonly unwritten?: readonly number[]
}

/** Presences of active people, bots apart, in order of id. */
export function findPresences(db: ReadDb, { viewer, user, after, since, unwritten }: Wanted): Promise<PresenceRow[]> {
  return db.query<PresenceRow>(
    `select u.id, u.email, floor(extract(epoch from p.last_active))::bigint as active,
       floor(extract(epoch from p.last_idle))::bigint as connected, coalesce(p.update_id, 0) as update_id
     from user_account u left join presence p on p.user_id = u.id
     where u.is_active and not u.is_bot and u.id <> all (array(select h from hidden_people($5) h)) and ($1::int is null or u.id = $1)
       and (u.id = any ($4::int[]) or p.update_id > $2 or ($2::bigint is null and p.last_idle >= to_timestamp($3)))
     order by u.id`,
    [user ?? null, after ?? null, since ?? 0, unwritten ?? [], viewer ?? 0],
  )
}
