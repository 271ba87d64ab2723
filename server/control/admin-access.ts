import { createHash, randomBytes } from 'node:crypto'
import type { ControlDb } from './open-database.ts'

const LINK_LIFE = 10 * 60 * 1000
const SESSION_LIFE = 12 * 60 * 60 * 1000
const TOKEN_BYTES = 32

interface AdminSession {
  /** Short enough for the audit log, useless to log in with. */
  readonly shortId: string
}

/** One-time links and the browser sessions they turn into. Tokens are stored as hashes only. */
export interface AdminAccess {
  /** A token for a link: single use, ten minutes. `expiresAt` in milliseconds since 1970. */
  createLink(): { token: string; expiresAt: number }
  /** Uses a link up and answers the token of a new session of 12 hours; undefined for a used, old or unknown link. */
  exchange(linkToken: string): string | undefined
  findSession(sessionToken: string): AdminSession | undefined
}

export function createAdminAccess(db: ControlDb, now = Date.now): AdminAccess {
  const insertLink = db.prepare('insert into admin_link values (?, ?)')
  const useLink = db.prepare('delete from admin_link where token_hash = ? and expires_at > ?')
  const insertSession = db.prepare('insert into admin_session values (?, ?, ?, ?)')
  const selectSession = db.prepare<[Buffer, number], AdminSession>(
    'select short_id as shortId from admin_session where token_hash = ? and expires_at > ?',
  )
  const forget = ['admin_link', 'admin_session'].map((table) =>
    db.prepare(`delete from ${table} where expires_at <= ?`),
  )

  const exchange = db.transaction((linkToken: string) => {
    const at = now()
    for (const statement of forget) statement.run(at)
    if (useLink.run(hash(linkToken), at).changes === 0) return undefined
    const token = newToken()
    insertSession.run(hash(token), randomBytes(4).toString('hex'), at, at + SESSION_LIFE)
    return token
  })
  return {
    createLink() {
      const token = newToken()
      const expiresAt = now() + LINK_LIFE
      insertLink.run(hash(token), expiresAt)
      return { token, expiresAt }
    },
    exchange,
    findSession: (token) => selectSession.get(hash(token), now()),
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** Plain SHA-256 is enough for 256 random bits: there is nothing to guess. */
function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
