import type { Database, ReadDb } from '../../db/database.ts'

const EMAIL = 'notification-bot@hearth.invalid'

interface SystemBot {
  readonly id: number
  readonly email: string
  readonly full_name: string
  readonly avatar_version: number
  readonly date_joined: Date
}

const FIND = 'select id, email, full_name, avatar_version, date_joined from user_account where is_system'

/**
 * The account in whose name Hearth itself speaks. It is closed, so that nobody can log in, mention or invite it; what the
 * host sends is taken from it all the same.
 */
export async function ensureNotificationBot(db: Database): Promise<number> {
  const find = () => db.query<SystemBot>(FIND)
  const [known] = await find()
  if (known) return known.id
  await db.query(
    `insert into user_account (email, delivery_email, full_name, role, is_bot, bot_type, is_active, is_system)
     values ($1, $1, 'Notification Bot', 100, true, 1, false, true) on conflict do nothing`,
    [EMAIL],
  )
  const [made] = await find()
  if (!made) throw new Error('The notification bot cannot be read')
  return made.id
}

/** `cross_realm_bots` of https://zulip.com/api/register-queue */
export async function readSystemBots(db: ReadDb): Promise<object[]> {
  const bots = await db.query<SystemBot>(FIND)
  return bots.map(({ id, email, full_name, avatar_version, date_joined }) => ({
    user_id: id,
    email,
    delivery_email: email,
    full_name,
    date_joined: date_joined.toISOString(),
    is_active: true,
    is_owner: false,
    is_admin: false,
    is_guest: false,
    is_billing_admin: false,
    is_bot: true,
    is_system_bot: true,
    bot_type: 1,
    bot_owner_id: null,
    role: 400,
    timezone: '',
    avatar_url: `/avatar/${id}?version=${avatar_version}`,
    avatar_version,
    profile_data: {},
  }))
}
