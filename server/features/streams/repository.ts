import type { GroupSettingValue } from '../../contract/chat/group-setting.ts'
import type { ReadDb } from '../../db/database.ts'
import { MORE_COLUMNS } from './columns.ts'

export interface StreamBase {
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
  /** null: as the organization's, -1: for ever */
  readonly message_retention_days: number | null
}

/** With what is only needed to show it. */
export interface StreamRow extends StreamBase {
  readonly can_administer_channel_group: GroupSettingValue
  readonly can_remove_subscribers_group: GroupSettingValue
  readonly first_message_id: number | null
  readonly is_recently_active: boolean
  readonly weekly_traffic: number | null
}

/** What somebody set for themselves; what is absent is as usual. */
export interface Personal {
  readonly is_muted?: boolean
  readonly pin_to_top?: boolean
  readonly [notifications: string]: boolean | undefined
}

export interface SubscriptionRow extends StreamRow {
  readonly color: string
  readonly settings: Personal
  readonly subscribers: number[]
}

const BASE = `s.id, s.name, s.description, s.rendered_description, s.invite_only, s.history_public_to_subscribers,
  s.post_policy, s.is_archived, s.creator_id, s.created_at, s.message_retention_days`
const COLUMNS = `${BASE}, ${MORE_COLUMNS}`
const SUBSCRIBERS = `array(select p.user_id from subscription p join user_account a on a.id = p.user_id and a.is_active
  where p.recipient_id = s.id and p.active order by 1)`

export function findStreamsByName(db: ReadDb, names: readonly string[]): Promise<StreamBase[]> {
  return db.query<StreamBase>(
    `select ${BASE} from stream s where lower(s.name) = any (select lower(n) from unnest($1::text[]) n) and not s.is_archived`,
    [names],
  )
}

export async function readStream(db: ReadDb, id: number): Promise<StreamRow> {
  const [row] = await db.query<StreamRow>(`select ${COLUMNS} from stream s where s.id = $1`, [id])
  if (!row) throw new Error(`Stream ${id} cannot be read`)
  return row
}

/** The one that a caller names by id or name, if the caller may read it; an archived one if no other has the name. */
export async function findReadableStream(
  db: ReadDb,
  reader: number,
  named: string | number,
): Promise<StreamBase | undefined> {
  const [row] = await db.query<StreamBase>(
    `select ${BASE} from stream s where ${typeof named === 'number' ? 's.id = $2' : 'lower(s.name) = lower($2)'}
       and (exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active)
         or (not s.invite_only and exists (select from user_account u where u.id = $1 and u.role <> 600)))
     order by s.is_archived, s.id desc limit 1`,
    [reader, named],
  )
  return row
}

/** The same where something is to happen, which in an archived one nothing does. */
export async function findStreamFor(db: ReadDb, reader: number, to: string | number): Promise<StreamBase | undefined> {
  const stream = await findReadableStream(db, reader, to)
  return stream?.is_archived ? undefined : stream
}

/** SQL: that the user `u` may know of the stream `s`. Administrators know of private ones, though they cannot read them. */
const MAY_KNOW = `((not s.invite_only and u.role <> 600) or u.role <= 200
  or exists (select from subscription b where b.user_id = u.id and b.recipient_id = s.id and b.active))`

export interface KnownStream extends StreamBase {
  readonly is_subscribed: boolean
  /** Whether its messages may be read. */
  readonly may_read: boolean
  readonly may_administer: boolean
  readonly may_remove_subscribers: boolean
}

/** The stream of this id or name, if the user may know of it, and what they may do there; archived ones too, by id. */
export async function findKnownStream(
  db: ReadDb,
  user: number,
  named: string | number,
): Promise<KnownStream | undefined> {
  const which = typeof named === 'number' ? 's.id = $2' : 'lower(s.name) = lower($2) and not s.is_archived'
  const [row] = await db.query<KnownStream>(
    `select ${BASE}, b.user_id is not null as is_subscribed,
       b.user_id is not null or (not s.invite_only and u.role <> 600) as may_read,
       u.role <= 200 or (u.role <> 600 and is_in_group(u.id, s.can_administer_channel_group)) as may_administer,
       u.role <= 200 or (u.role <> 600 and is_in_group(u.id, s.can_remove_subscribers_group)) as may_remove_subscribers
     from stream s join user_account u on u.id = $1
     left join subscription b on b.user_id = u.id and b.recipient_id = s.id and b.active
     where ${which} and ${MAY_KNOW}`,
    [user, named],
  )
  return row
}

/** Streams that a user may know of. */
export function findStreams(db: ReadDb, reader: number, withArchived = false): Promise<StreamRow[]> {
  return db.query<StreamRow>(
    `select ${COLUMNS} from stream s join user_account u on u.id = $1
     where ($2 or not s.is_archived) and ${MAY_KNOW} order by s.id`,
    [reader, withArchived],
  )
}

/** What /streams is asked for; each adds to the list. */
export interface StreamFilter {
  readonly public: boolean
  readonly subscribed: boolean
  /** Where the owner of a bot is subscribed. */
  readonly ownerSubscribed: boolean
  readonly all: boolean
  readonly archived: boolean
}

export function findStreamsBy(db: ReadDb, user: number, filter: StreamFilter): Promise<StreamRow[]> {
  return db.query<StreamRow>(
    `select ${COLUMNS} from stream s join user_account u on u.id = $1
     where ($6 or not s.is_archived) and ($5 or ($2 and not s.invite_only and u.role <> 600)
       or exists (select from subscription b where b.recipient_id = s.id and b.active
         and (($3 and b.user_id = u.id) or ($4 and u.is_bot and b.user_id = u.bot_owner_id))))
     order by s.id`,
    [user, filter.public, filter.subscribed, filter.ownerSubscribed, filter.all, filter.archived],
  )
}

export function findSubscriptions(
  db: ReadDb,
  user: number,
  { stream, withArchived = false }: { readonly stream?: number; readonly withArchived?: boolean } = {},
): Promise<SubscriptionRow[]> {
  return db.query<SubscriptionRow>(
    `select ${COLUMNS}, b.color, b.settings, ${SUBSCRIBERS} as subscribers
     from subscription b join stream s on s.id = b.recipient_id
     where b.user_id = $1 and b.active and ($3 or not s.is_archived) and ($2::int is null or s.id = $2) order by s.id`,
    [user, stream ?? null, withArchived],
  )
}

/** Subscriptions that a user has given up, in order of stream. */
export function findFormerSubscriptions(
  db: ReadDb,
  user: number,
): Promise<Pick<SubscriptionRow, 'id' | 'color' | 'settings' | 'subscribers'>[]> {
  return db.query(
    `select s.id, b.color, b.settings, ${SUBSCRIBERS} as subscribers
     from subscription b join stream s on s.id = b.recipient_id where b.user_id = $1 and not b.active order by s.id`,
    [user],
  )
}

/** Active people who are subscribed, in order of id. */
export async function findSubscribers(db: ReadDb, stream: number): Promise<number[]> {
  const [row] = await db.query<{ users: number[] }>(`select ${SUBSCRIBERS} as users from stream s where s.id = $1`, [
    stream,
  ])
  return row?.users ?? []
}

/** Active subscribers of all streams. */
export async function findAllSubscribers(db: ReadDb): Promise<Map<number, number[]>> {
  const rows = await db.query<{ id: number; users: number[] }>(
    `select p.recipient_id as id, array_agg(p.user_id order by p.user_id) as users
     from subscription p join user_account a on a.id = p.user_id and a.is_active where p.active group by 1`,
  )
  return new Map(rows.map((row) => [row.id, row.users]))
}

/** Active people who may know of a stream, in order of id. */
export async function findAcquainted(db: ReadDb, stream: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select u.id from stream s join user_account u on u.is_active where s.id = $1 and ${MAY_KNOW} order by 1`,
    [stream],
  )
  return rows.map((row) => row.id)
}

export interface DefaultGroup {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly streams: number[]
}

/** Where everybody is subscribed who joins, in order of id. */
export async function findDefaultStreams(db: ReadDb): Promise<number[]> {
  const rows = await db.query<{ id: number }>('select stream_id as id from default_stream order by 1')
  return rows.map((row) => row.id)
}

/** Sets of streams to choose from when joining, in order of id. */
export function findDefaultGroups(db: ReadDb): Promise<DefaultGroup[]> {
  return db.query<DefaultGroup>(
    `select g.name, g.id, g.description, array(select x.stream_id from default_stream_group_stream x where x.group_id = g.id
       order by 1) as streams from default_stream_group g order by g.id`,
  )
}
