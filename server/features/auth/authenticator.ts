import { hash as digest, randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import type { Database } from '../../db/database.ts'
import type { Authenticator, SessionCaller } from '../../http/authenticator.ts'
import type { Actor } from '../../http/call.ts'
import type { Log } from '../../lib/log.ts'
import { hashToken } from './actions.ts'
import { CallerCache } from './caller-cache.ts'
import { type AuthKeys, csrfToken, isApiKey, lookupHash } from './keys.ts'
import { type Account, findAlive, findByApiKey, findSession, touchSession } from './repository.ts'
import { SessionEnds } from './session-ends.ts'

export interface SessionAuthenticator extends Authenticator {
  /**
   * Calls `listener` once when the session has ended: by logout or a new login, with its account's password or the
   * account itself, or when it is found to have expired; soon also when it had ended before. What is done for a session
   * for long, such as a poll, would outlive it otherwise.
   * @returns what withdraws the listener; call it when the work is done
   */
  onSessionEnd(userId: number, sessionId: string, listener: () => void): () => void
}

export function createAuthenticator(db: Database, keys: AuthKeys, log: Log): SessionAuthenticator {
  const byKey = new CallerCache<Actor>()
  const bySession = new CallerCache<SessionCaller>()
  const ends = new SessionEnds((userId, ids) => findAlive(db, userId, ids), log)
  // Credentials are not kept as they are: the salt makes the cache's keys useless to who reads this memory.
  const salt = randomBytes(32).toString('base64')
  // Nor longer than the connection that they came by, whose requests hold them as well: a poll would digest them each time.
  const digests = new WeakMap<object, { readonly authorization: string; readonly key: string }>()

  function keyOf(authorization: string, connection: object | undefined): string {
    const last = connection && digests.get(connection)
    if (last?.authorization === authorization) return last.key
    const key = digest('sha256', salt + authorization, 'binary')
    if (connection) digests.set(connection, { authorization, key })
    return key
  }

  async function findKeyOwner(authorization: string): Promise<Actor> {
    const { email, apiKey } = parseBasic(authorization)
    if (!isApiKey(apiKey)) throw new ApiError('INVALID_API_KEY', 'Malformed API key')
    const account = await findByApiKey(db, lookupHash(keys, apiKey))
    if (!account || !isAddressOf(account, email)) throw new ApiError('INVALID_API_KEY', 'Invalid API key')
    if (!account.isActive) throw new ApiError('USER_DEACTIVATED', 'Account is deactivated')
    return actorOf(account)
  }

  async function findSessionCaller(tokenHash: string): Promise<SessionCaller | undefined> {
    const row = await findSession(db, tokenHash)
    if (!row) {
      ends.ended(tokenHash)
      return undefined
    }
    if (row.isStale) {
      // Noted lazily, and not waited for: reading must not fail because this did.
      db.withTransaction((tx) => touchSession(tx, tokenHash)).catch((error: unknown) =>
        log.warn({ err: error }, 'The last use of a session could not be noted'),
      )
    }
    return { actor: actorOf(row), session: { id: tokenHash, csrfToken: csrfToken(keys, tokenHash) } }
  }

  return {
    cookieName: `__Host-hearth-${keys.cookieSuffix}`,
    byApiKey(authorization, connection) {
      const key = keyOf(authorization, connection)
      const known = byKey.get(key)
      if (known) return known
      const found = byKey.load(
        key,
        () => findKeyOwner(authorization),
        (actor) => actor.id,
      )
      // The search throws instead of finding nobody.
      return found as Promise<Actor>
    },
    bySession(token) {
      const tokenHash = hashToken(token)
      return (
        bySession.get(tokenHash) ??
        bySession.load(
          tokenHash,
          () => findSessionCaller(tokenHash),
          (c) => c.actor.id,
        )
      )
    },
    forget(userId) {
      byKey.forget(userId)
      bySession.forget(userId)
      ends.check(userId)
    },
    forgetAll() {
      byKey.forgetAll()
      bySession.forgetAll()
      ends.checkAll()
    },
    onSessionEnd(userId, sessionId, listener) {
      const withdraw = ends.add({ userId, sessionId, listener })
      // What is remembered was true after the account's last change; else it may have ended since the caller was known.
      if (!bySession.get(sessionId)) ends.check(userId)
      return withdraw
    },
  }
}

/** `Basic base64(email:api_key)`; an address has no colon outside quotes, a key has none. */
function parseBasic(authorization: string): { email: string; apiKey: string } {
  const [scheme = '', encoded = ''] = authorization.split(' ', 2)
  if (scheme.toLowerCase() !== 'basic') {
    throw new ApiError('UNAUTHORIZED', 'This endpoint requires HTTP basic authentication.')
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.lastIndexOf(':')
  if (colon < 1) throw new ApiError('UNAUTHORIZED', 'Invalid authorization header for basic auth')
  return { email: text.slice(0, colon), apiKey: text.slice(colon + 1) }
}

function isAddressOf(account: Account, email: string): boolean {
  const wanted = email.normalize('NFC').toLowerCase()
  return account.email.toLowerCase() === wanted || account.deliveryEmail.toLowerCase() === wanted
}

function actorOf({ id, email, fullName, role, isBot }: Account): Actor {
  return { id, email, fullName, role, isBot }
}
