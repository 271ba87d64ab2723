import { hash as digest, randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import type { Database, WriteTx } from '../../db/database.ts'
import type { Log } from '../../lib/log.ts'
import { type AuthKeys, createApiKey, csrfToken, lookupHash, openApiKey, sealApiKey } from './keys.ts'
import type { PasswordHasher, PreparedPassword } from './passwords.ts'
import type { Account, AccountWithSecrets } from './repository.ts'
import * as repository from './repository.ts'
import type { LoginThrottle } from './throttle.ts'

export interface AuthContext {
  readonly db: Database
  readonly keys: AuthKeys
  readonly hasher: PasswordHasher
  readonly throttle: LoginThrottle
  readonly log: Log
  /** Drops what is remembered of an account's credentials. */
  readonly forget: (userId: number) => void
}

/** Where a login comes from, for the list of sessions and the throttle. */
export interface Device {
  readonly ip: string
  readonly userAgent: string
}

export interface Login {
  /** The cookie's value; only its hash is stored. */
  readonly token: string
  readonly csrfToken: string
}

/**
 * The account that a user name and password belong to. Unknown account, wrong password and an account without one
 * look and last the same. USER_DEACTIVATED is told only to who knows the password.
 */
export async function checkPassword(
  ctx: AuthContext,
  username: string,
  password: string,
  device: Device,
): Promise<AccountWithSecrets> {
  const account = await ctx.throttle.attempt(username, device.ip, async () => {
    const found = await repository.findForLogin(ctx.db, username.normalize('NFC'))
    const stored = found?.passwordHash ?? null
    return (await ctx.hasher.verify(stored, password)) ? found : undefined
  })
  if (!account) {
    ctx.log.info({ event: 'login_failed', ip: device.ip }, 'A login failed')
    throw new ApiError('AUTHENTICATION_FAILED', 'Your username or password is incorrect')
  }
  if (!account.isActive) {
    ctx.log.info({ event: 'login_refused', userId: account.id, ip: device.ip }, 'A deactivated account tried to log in')
    throw new ApiError('USER_DEACTIVATED', 'Account is deactivated')
  }
  await renewHash(ctx, account, password)
  return account
}

/** @throws {ApiError} unless the password is that of the account, which is logged in already */
export async function checkOwnPassword(
  ctx: AuthContext,
  email: string,
  password: string,
  device: Device,
): Promise<void> {
  await checkPassword(ctx, email, password, device).catch((error: unknown) => {
    // The caller is known: 401 would send them to the login.
    if (!(error instanceof ApiError) || error.code !== 'AUTHENTICATION_FAILED') throw error
    throw new ApiError('BAD_REQUEST', 'Wrong password!')
  })
}

/** The only moment at which a password is known and its hash can be brought to today's parameters. */
async function renewHash(ctx: AuthContext, account: AccountWithSecrets, password: string): Promise<void> {
  const old = account.passwordHash
  if (old === null || !ctx.hasher.isOutdated(old)) return
  const { hash } = await ctx.hasher.rehash(password)
  await ctx.db.withTransaction((tx) => repository.replaceHash(tx, account.id, old, hash))
}

/** The API key of an account whose password was just checked. */
export function readApiKey(ctx: AuthContext, account: AccountWithSecrets): string {
  if (!account.apiKeySealed) throw new Error(`Account ${account.id} has a password but no API key`)
  return openApiKey(ctx.keys, account.id, account.apiKeySealed)
}

/** Starts a browser session with a new id; the one it replaces, if any, ends. */
export async function doLogin(
  ctx: AuthContext,
  account: Pick<Account, 'id'>,
  device: Device,
  replaces?: { readonly userId: number; readonly sessionId: string },
): Promise<Login> {
  const token = randomBytes(32).toString('base64url')
  const tokenHash = hashToken(token)
  await ctx.db.withTransaction(async (tx) => {
    if (replaces) await repository.deleteSession(tx, replaces.userId, replaces.sessionId)
    const userAgent = device.userAgent.slice(0, 300)
    await repository.insertSession(tx, { tokenHash, userId: account.id, userAgent, ip: device.ip })
  })
  if (replaces) ctx.forget(replaces.userId)
  ctx.log.info({ event: 'login', userId: account.id, ip: device.ip }, 'Logged in')
  return { token, csrfToken: csrfToken(ctx.keys, tokenHash) }
}

/** Ends one session of the account. */
export async function doLogout(ctx: AuthContext, userId: number, sessionId: string): Promise<void> {
  const valid = /^[0-9a-f]{64}$/.test(sessionId)
  const ended = valid && (await ctx.db.withTransaction((tx) => repository.deleteSession(tx, userId, sessionId)))
  ctx.forget(userId)
  if (!ended) throw new ApiError('BAD_REQUEST', 'This session has ended already')
  ctx.log.info({ event: 'logout', userId }, 'Logged out')
}

/** Ends all sessions of the account but the given one. */
export async function doRevokeSessions(ctx: AuthContext, userId: number, exceptSessionId?: string): Promise<void> {
  await ctx.db.withTransaction((tx) => repository.deleteSessions(tx, userId, exceptSessionId))
  ctx.forget(userId)
  ctx.log.info({ event: 'sessions_revoked', userId }, 'Sessions were ended')
}

/**
 * Gives an account its first credentials, or new ones: password (null: none, as for bots) and API key, which it
 * returns. The caller commits and then calls `forget`, as the old key must die at once.
 */
export async function createCredential(
  ctx: Pick<AuthContext, 'keys'>,
  tx: WriteTx,
  userId: number,
  password: PreparedPassword | null,
): Promise<string> {
  const apiKey = createApiKey()
  await repository.upsertCredential(tx, {
    userId,
    passwordHash: password?.hash ?? null,
    lookup: lookupHash(ctx.keys, apiKey),
    sealed: sealApiKey(ctx.keys, userId, apiKey),
  })
  return apiKey
}

/** A new API key for an account that has one or not; its password stays. The old key dies with the caller's `forget`. */
export async function renewApiKey(ctx: Pick<AuthContext, 'keys'>, tx: WriteTx, userId: number): Promise<string> {
  const apiKey = createApiKey()
  const row = { userId, lookup: lookupHash(ctx.keys, apiKey), sealed: sealApiKey(ctx.keys, userId, apiKey) }
  await repository.upsertApiKey(tx, row)
  return apiKey
}

/** A session token's hash, in hex: what is stored, and the session's public id. */
export function hashToken(token: string): string {
  return digest('sha256', token, 'hex')
}
