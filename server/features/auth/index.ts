import type { FastifyInstance } from 'fastify'
import type { Database, WriteTx } from '../../db/database.ts'
import type { OpenCall, WithHeaders } from '../../http/call.ts'
import type { Log } from '../../lib/log.ts'
import {
  type AuthContext,
  checkOwnPassword,
  createCredential,
  type Device,
  doLogout,
  doRevokeSessions,
  renewApiKey,
} from './actions.ts'
import { createAuthenticator, type SessionAuthenticator } from './authenticator.ts'
import { createApiKey, deriveKeys, openApiKey, sealApiKey } from './keys.ts'
import { PasswordHasher, type PreparedPassword } from './passwords.ts'
import { deleteSessions, listSessions, type SessionInfo, setPasswordHash } from './repository.ts'
import { mountAuth, startSession } from './routes.ts'
import { type PasswordOwner, StrengthCheck } from './strength.ts'
import { LoginThrottle } from './throttle.ts'

export type { PreparedPassword } from './passwords.ts'
export type { SessionInfo } from './repository.ts'

export interface AuthOptions {
  readonly db: Database
  /** The organization key: 32 bytes, the same on every node. */
  readonly key: Buffer
  readonly log: Log
  readonly hasher?: PasswordHasher
  readonly throttle?: LoginThrottle
}

/** Short texts of an account's that must be told again: API keys and the like, sealed under the organization key. */
export interface Secrets {
  /** As random and as long as an API key. */
  create(): string
  seal(userId: number, secret: string): Buffer
  /** Throws when the text was changed or belongs to another account. */
  open(userId: number, sealed: Buffer): string
}

/** Accounts' credentials and browser sessions. */
export interface Auth extends SessionAuthenticator {
  /** Adds fetch_api_key, login, session and logout. @param url the address that clients are given */
  mount(app: FastifyInstance, url: () => string): void
  /**
   * Checks a new password, its length and strength, and hashes it; do this before the transaction, as it takes 50 ms and
   * may wait.
   */
  preparePassword(password: string, owner?: PasswordOwner): Promise<PreparedPassword>
  /** Sets an account's password (null: none) and a new API key, which it returns. Call `forget` after the commit. */
  createCredential(tx: WriteTx, userId: number, password: PreparedPassword | null): Promise<string>
  /** Sets a new API key, which it returns; the password stays. Call `forget` after the commit. */
  renewApiKey(tx: WriteTx, userId: number): Promise<string>
  readonly secrets: Secrets
  /** Logs the calling browser in to an account that proved itself otherwise, as by an invitation: the answer of `login`. */
  startSession(account: { readonly id: number; readonly email: string }, call: OpenCall): Promise<WithHeaders>
  /** @throws {ApiError} unless somebody who is logged in also knows the account's password; counts as a login attempt */
  checkOwnPassword(email: string, password: string, device: Device): Promise<void>
  /** Sets a new password and ends all sessions but the calling one. Call `forget` after the commit. */
  replacePassword(tx: WriteTx, userId: number, password: PreparedPassword, sessionId: string | undefined): Promise<void>
  listSessions(userId: number): Promise<SessionInfo[]>
  revokeSession(userId: number, sessionId: string): Promise<void>
  revokeSessions(userId: number, exceptSessionId?: string): Promise<void>
  /** For the transaction of a deactivation or a new password. Call `forget` after the commit. */
  endSessions(tx: WriteTx, userId: number): Promise<void>
}

export function createAuth(o: AuthOptions): Auth {
  const keys = deriveKeys(o.key)
  const hasher = o.hasher ?? new PasswordHasher()
  const authenticator = createAuthenticator(o.db, keys, o.log)
  const throttle = o.throttle ?? new LoginThrottle()
  const strength = new StrengthCheck()
  const ctx: AuthContext = { db: o.db, keys, hasher, throttle, log: o.log, forget: authenticator.forget }
  return {
    ...authenticator,
    mount: (app, url) => mountAuth(app, ctx, authenticator.cookieName, url),
    async preparePassword(password, owner = { known: [] }) {
      await strength.check(password, owner)
      return hasher.prepare(password)
    },
    createCredential: (tx, userId, password) => createCredential(ctx, tx, userId, password),
    renewApiKey: (tx, userId) => renewApiKey(ctx, tx, userId),
    secrets: {
      create: createApiKey,
      seal: (userId, secret) => sealApiKey(keys, userId, secret),
      open: (userId, sealed) => openApiKey(keys, userId, sealed),
    },
    startSession: (account, call) => startSession(ctx, authenticator.cookieName, account, call),
    checkOwnPassword: (email, password, device) => checkOwnPassword(ctx, email, password, device),
    async replacePassword(tx, userId, password, sessionId) {
      await setPasswordHash(tx, userId, password.hash)
      await deleteSessions(tx, userId, sessionId)
    },
    listSessions: (userId) => listSessions(o.db, userId),
    revokeSession: (userId, sessionId) => doLogout(ctx, userId, sessionId),
    revokeSessions: (userId, exceptSessionId) => doRevokeSessions(ctx, userId, exceptSessionId),
    endSessions: (tx, userId) => deleteSessions(tx, userId, undefined),
  }
}
