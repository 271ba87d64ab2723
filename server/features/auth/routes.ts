import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/chat/auth.ts'
import { ApiError } from '../../contract/errors.ts'
import { type OpenCall, TextFile, WithHeaders } from '../../http/call.ts'
import { mount, mountOpen } from '../../http/mount.ts'
import { writeZuliprc } from '../../lib/zuliprc.ts'
import { type AuthContext, checkPassword, type Device, doLogin, doLogout, readApiKey } from './actions.ts'
import type { Account } from './repository.ts'

/** The absolute life of a session; the server ends it earlier when it lies idle. */
const COOKIE_SECONDS = 90 * 24 * 3600

function cookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`
}

/** Logs the calling browser in: the answer of `login`, with the cookie of a new session. */
export async function startSession(
  ctx: AuthContext,
  cookieName: string,
  account: Pick<Account, 'id' | 'email'>,
  call: OpenCall,
): Promise<WithHeaders> {
  const { token, csrfToken } = await doLogin(ctx, account, deviceOf(call), previous(call))
  const answer = { user_id: account.id, email: account.email, csrf_token: csrfToken }
  return new WithHeaders({ 'set-cookie': cookie(cookieName, token, COOKIE_SECONDS) }, answer)
}

/** @param url the address that clients are given */
export function mountAuth(app: FastifyInstance, ctx: AuthContext, cookieName: string, url: () => string): void {
  mountOpen(app, contract.fetchApiKey, async ({ username, password }, call) => {
    const account = await checkPassword(ctx, username, password, deviceOf(call))
    return { api_key: readApiKey(ctx, account), email: account.deliveryEmail, user_id: account.id }
  })

  mountOpen(app, contract.fetchZuliprc, async ({ username, password }, call) => {
    const account = await checkPassword(ctx, username, password, deviceOf(call))
    const own = { email: account.deliveryEmail, key: readApiKey(ctx, account), site: url() }
    return new TextFile('zuliprc', writeZuliprc(own))
  })

  mountOpen(app, contract.devFetchApiKey, () => {
    throw new ApiError('BAD_REQUEST', 'Logging in without a password is not enabled on this server.')
  })

  mountOpen(app, contract.login, async ({ username, password }, call) =>
    startSession(ctx, cookieName, await checkPassword(ctx, username, password, deviceOf(call)), call),
  )

  mount(app, contract.getSession, (_params, { actor, session }) => ({
    user_id: actor.id,
    email: actor.email,
    csrf_token: session?.csrfToken,
  }))

  mount(app, contract.logout, async (_params, { actor, session }) => {
    if (session) await doLogout(ctx, actor.id, session.id)
    // Not "cookies": that would log the user out of whatever else is served under this host name.
    return new WithHeaders({ 'set-cookie': cookie(cookieName, '', 0), 'clear-site-data': '"cache", "storage"' }, {})
  })
}

/** The session that this browser still has, of whatever account. */
function previous({ actor, session }: OpenCall) {
  return actor && session ? { userId: actor.id, sessionId: session.id } : undefined
}

function deviceOf({ ip, userAgent }: OpenCall): Device {
  return { ip, userAgent }
}
