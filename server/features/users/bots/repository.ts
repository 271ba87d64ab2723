import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import type { Secrets } from '../../auth/index.ts'

export interface BotRow {
  readonly id: number
  readonly email: string
  readonly full_name: string
  readonly role: number
  readonly bot_type: number
  readonly owner_id: number | null
  readonly owner_email: string | null
  readonly is_active: boolean
  readonly avatar_version: number
  readonly api_key_sealed: Buffer | null
  /** Names. */
  readonly default_sending_stream: string | null
  readonly default_events_register_stream: string | null
  readonly default_all_public_streams: boolean
  readonly base_url: string | null
  readonly interface: number | null
  readonly token_sealed: Buffer | null
  readonly config: Readonly<Record<string, string>>
}

interface Wanted {
  readonly id?: number
  readonly owner?: number
  /** Bots that this account may administer: its own, and for administrators all that have no higher role. */
  readonly administeredBy?: number
}

/** In order of id. */
export function findBots(db: ReadDb, { id, owner, administeredBy }: Wanted): Promise<BotRow[]> {
  return db.query<BotRow>(
    `select u.id, u.email, u.full_name, u.role, u.bot_type, u.bot_owner_id as owner_id, o.email as owner_email, u.is_active,
       u.avatar_version, c.api_key_sealed, s.name as default_sending_stream, r.name as default_events_register_stream,
       coalesce(b.default_all_public_streams, false) as default_all_public_streams, b.base_url, b.interface,
       b.token_sealed, coalesce(b.config, '{}') as config
     from user_account u left join bot b on b.user_id = u.id left join user_account o on o.id = u.bot_owner_id
       left join credential c on c.user_id = u.id left join stream s on s.id = b.default_sending_stream
       left join stream r on r.id = b.default_events_register_stream
     where u.is_bot and not u.is_system and ($1::int is null or u.id = $1) and ($2::int is null or u.bot_owner_id = $2)
       and ($3::int is null or u.bot_owner_id = $3 or exists (
         select from user_account a where a.id = $3 and a.role <= least(200, u.role) and not a.is_bot))
     order by u.id`,
    [id ?? null, owner ?? null, administeredBy ?? null],
  )
}

export interface Service {
  readonly url: string
  /** 1 Zulip's form, 2 Slack's. */
  readonly interface: number
  readonly token: string
}

/** Where an outgoing webhook posts to: one, or none for a bot of another type. */
export async function findServices(db: ReadDb, secrets: Secrets, bot: number): Promise<Service[]> {
  const rows = await db.query<{ base_url: string | null; interface: number | null; token_sealed: Buffer }>(
    `select b.base_url, b.interface, b.token_sealed from bot b join user_account u on u.id = b.user_id
     where b.user_id = $1 and u.bot_type = 3 and b.token_sealed is not null`,
    [bot],
  )
  return rows.map((row) => ({
    url: row.base_url ?? '',
    interface: row.interface ?? 1,
    token: secrets.open(bot, row.token_sealed),
  }))
}

/** What a bot's queue gets where its program does not say: messages of one channel alone, of all public channels. */
export async function readQueueDefaults(
  db: ReadDb,
  bot: number,
): Promise<{ readonly channel: string | null; readonly isWide: boolean }> {
  const [row] = await db.query<{ channel: string | null; wide: boolean }>(
    `select s.name as channel, b.default_all_public_streams as wide
     from bot b left join stream s on s.id = b.default_events_register_stream where b.user_id = $1`,
    [bot],
  )
  return { channel: row?.channel ?? null, isWide: row?.wide ?? false }
}

/** People who may administer a bot, whose key would otherwise make them what it is: administrators, and its owner. */
export async function findBotAdministrators(db: ReadDb, bot: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select a.id from user_account u join user_account a on a.is_active and not a.is_bot
       and (a.role <= least(200, u.role) or a.id = u.bot_owner_id)
     where u.id = $1 and u.is_bot order by 1`,
    [bot],
  )
  return rows.map((row) => row.id)
}

/** Two active bots of one name could not be told apart. @throws {ApiError} */
export async function requireFreeBotName(db: ReadDb, name: string, except: number | null = null): Promise<void> {
  const same = await db.query(
    `select from user_account where is_bot and is_active and lower(full_name) = lower($1) and id is distinct from $2`,
    [name, except],
  )
  if (same.length > 0) throw new ApiError('BAD_REQUEST', 'Name is already in use!')
}

/** @param keys undefined: all */
export async function findStorage(db: ReadDb, user: number, keys?: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ key: string; value: string }>(
    'select key, value from bot_storage where user_id = $1 and ($2::text[] is null or key = any ($2)) order by key',
    [user, keys ?? null],
  )
  return new Map(rows.map((row) => [row.key, row.value]))
}
