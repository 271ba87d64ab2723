import type { ReadDb } from '../../db/database.ts'

export interface StreamRow {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly rendered_description: string
  readonly invite_only: boolean
  readonly history_public_to_subscribers: boolean
  readonly post_policy: number
  readonly is_archived: boolean
  readonly creator_id: number | null
  readonly created_at: Date
  /** The system group of who administers the organization. */
  readonly administrators: number
}

export interface SubscriptionRow extends StreamRow {
  readonly color: string
  readonly subscribers: number[]
}

const COLUMNS = `s.id, s.name, s.description, s.rendered_description, s.invite_only, s.history_public_to_subscribers,
  s.post_policy, s.is_archived, s.creator_id, s.created_at,
  (select g.id from user_group g where g.is_system_group and g.name = 'role:administrators') as administrators`

export function findStreamsByName(db: ReadDb, names: readonly string[]): Promise<StreamRow[]> {
  return db.query<StreamRow>(
    `select ${COLUMNS} from stream s where lower(s.name) = any (select lower(n) from unnest($1::text[]) n) and not s.is_archived`,
    [names],
  )
}

export async function readStream(db: ReadDb, id: number): Promise<StreamRow> {
  const [row] = await db.query<StreamRow>(`select ${COLUMNS} from stream s where s.id = $1`, [id])
  if (!row) throw new Error(`Stream ${id} cannot be read`)
  return row
}

/** The one that a caller names by id or name, if the caller may know of it. */
export async function findStreamFor(db: ReadDb, reader: number, to: string | number): Promise<StreamRow | undefined> {
  const [row] = await db.query<StreamRow>(
    `select ${COLUMNS} from stream s where ${typeof to === 'number' ? 's.id = $2' : 'lower(s.name) = lower($2)'}
       and not s.is_archived and (
         exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active)
         or (not s.invite_only and exists (select from user_account u where u.id = $1 and u.role <> 600)))`,
    [reader, to],
  )
  return row
}

/** Streams that a user may know of. Administrators know of private streams, though they cannot read them. */
export function findStreams(db: ReadDb, reader: number): Promise<StreamRow[]> {
  return db.query<StreamRow>(
    `select ${COLUMNS} from stream s join user_account u on u.id = $1
     where not s.is_archived and ((not s.invite_only and u.role <> 600) or u.role <= 200
       or exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active))
     order by s.id`,
    [reader],
  )
}

export function findSubscriptions(db: ReadDb, user: number, stream?: number): Promise<SubscriptionRow[]> {
  return db.query<SubscriptionRow>(
    `select ${COLUMNS}, b.color, array(select p.user_id from subscription p where p.recipient_id = s.id and p.active
       order by 1) as subscribers
     from subscription b join stream s on s.id = b.recipient_id
     where b.user_id = $1 and b.active and not s.is_archived and ($2::int is null or s.id = $2) order by s.id`,
    [user, stream ?? null],
  )
}
