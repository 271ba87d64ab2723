import type { ReadDb, WriteTx } from '../../db/database.ts'

/** An account as logins see it. */
export interface Account {
  readonly id: number
  readonly email: string
  readonly fullName: string
  readonly role: 100 | 200 | 300 | 400 | 600
  readonly isBot: boolean
  readonly deliveryEmail: string
  readonly isActive: boolean
}

export interface AccountWithSecrets extends Account {
  readonly passwordHash: string | null
  readonly apiKeySealed: Buffer | null
}

export interface SessionRow extends Account {
  /** Last use was noted more than ten minutes ago. */
  readonly isStale: boolean
}

export interface SessionInfo {
  readonly id: string
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly userAgent: string
  readonly ip: string
}

const ACCOUNT = `u.id, u.email, u.delivery_email as "deliveryEmail", u.full_name as "fullName", u.role,
  u.is_bot as "isBot", u.is_active as "isActive"`

/** Sessions end 14 days after their last use and 90 days after the login. */
const ALIVE = `s.last_used_at > now() - interval '14 days' and s.created_at > now() - interval '90 days'`

export async function findByApiKey(db: ReadDb, lookup: Buffer): Promise<Account | undefined> {
  const rows = await db.query<Account>(
    `select ${ACCOUNT} from credential c join user_account u on u.id = c.user_id where c.api_key_hmac = $1`,
    [lookup],
  )
  return rows[0]
}

/** By e-mail address, the one that mail goes to first: another account may show an address like it. */
export async function findForLogin(db: ReadDb, username: string): Promise<AccountWithSecrets | undefined> {
  const rows = await db.query<AccountWithSecrets>(
    `select ${ACCOUNT}, c.password_hash as "passwordHash", c.api_key_sealed as "apiKeySealed"
     from user_account u left join credential c on c.user_id = u.id
     where lower(u.delivery_email) = lower($1) or lower(u.email) = lower($1)
     order by lower(u.delivery_email) = lower($1) desc limit 1`,
    [username],
  )
  return rows[0]
}

export async function findSession(db: ReadDb, tokenHash: string): Promise<SessionRow | undefined> {
  const rows = await db.query<SessionRow>(
    `select ${ACCOUNT}, s.last_used_at < now() - interval '10 minutes' as "isStale"
     from session s join user_account u on u.id = s.user_id
     where s.token_hash = decode($1, 'hex') and u.is_active and ${ALIVE}`,
    [tokenHash],
  )
  return rows[0]
}

/** Which of these sessions of an account go on. */
export async function findAlive(db: ReadDb, userId: number, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select encode(s.token_hash, 'hex') as id from session s join user_account u on u.id = s.user_id
     where s.user_id = $1 and encode(s.token_hash, 'hex') = any ($2) and u.is_active and ${ALIVE}`,
    [userId, ids],
  )
  return new Set(rows.map((row) => row.id))
}

export async function listSessions(db: ReadDb, userId: number): Promise<SessionInfo[]> {
  return db.query<SessionInfo>(
    `select encode(s.token_hash, 'hex') as id, s.created_at as "createdAt", s.last_used_at as "lastUsedAt",
       s.user_agent as "userAgent", s.ip
     from session s where s.user_id = $1 and ${ALIVE} order by s.last_used_at desc`,
    [userId],
  )
}

/** Also clears away the account's sessions that have ended. */
export async function insertSession(
  tx: WriteTx,
  row: { tokenHash: string; userId: number; userAgent: string; ip: string },
): Promise<void> {
  await tx.query(`delete from session s where s.user_id = $1 and not (${ALIVE})`, [row.userId])
  await tx.query(`insert into session (token_hash, user_id, user_agent, ip) values (decode($1, 'hex'), $2, $3, $4)`, [
    row.tokenHash,
    row.userId,
    row.userAgent,
    row.ip,
  ])
}

export async function touchSession(tx: WriteTx, tokenHash: string): Promise<void> {
  await tx.query(`update session set last_used_at = now() where token_hash = decode($1, 'hex')`, [tokenHash])
}

/** Ends one session of an account; false when it has none such. */
export async function deleteSession(tx: WriteTx, userId: number, tokenHash: string): Promise<boolean> {
  const rows = await tx.query(
    `delete from session where user_id = $1 and token_hash = decode($2, 'hex') returning user_id`,
    [userId, tokenHash],
  )
  return rows.length > 0
}

export async function deleteSessions(tx: WriteTx, userId: number, exceptTokenHash: string | undefined): Promise<void> {
  await tx.query(`delete from session where user_id = $1 and encode(token_hash, 'hex') is distinct from $2`, [
    userId,
    exceptTokenHash ?? null,
  ])
}

export async function upsertCredential(
  tx: WriteTx,
  row: { userId: number; passwordHash: string | null; lookup: Buffer; sealed: Buffer },
): Promise<void> {
  await tx.query(
    `insert into credential (user_id, password_hash, api_key_hmac, api_key_sealed) values ($1, $2, $3, $4)
     on conflict (user_id) do update set password_hash = excluded.password_hash,
       api_key_hmac = excluded.api_key_hmac, api_key_sealed = excluded.api_key_sealed`,
    [row.userId, row.passwordHash, row.lookup, row.sealed],
  )
}

/** Without touching the password. */
export async function upsertApiKey(
  tx: WriteTx,
  row: { userId: number; lookup: Buffer; sealed: Buffer },
): Promise<void> {
  await tx.query(
    `insert into credential (user_id, api_key_hmac, api_key_sealed) values ($1, $2, $3)
     on conflict (user_id) do update set api_key_hmac = excluded.api_key_hmac,
       api_key_sealed = excluded.api_key_sealed`,
    [row.userId, row.lookup, row.sealed],
  )
}

export async function setPasswordHash(tx: WriteTx, userId: number, hash: string): Promise<void> {
  await tx.query('update credential set password_hash = $2 where user_id = $1', [userId, hash])
}

/** Replaces a hash by a better one of the same password, unless the password was changed meanwhile. */
export async function replaceHash(tx: WriteTx, userId: number, from: string, to: string): Promise<void> {
  await tx.query(`update credential set password_hash = $3 where user_id = $1 and password_hash = $2`, [
    userId,
    from,
    to,
  ])
}
