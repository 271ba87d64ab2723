import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { endpoint } from '../../../../server/contract/endpoint.ts'
import type { Database } from '../../../../server/db/database.ts'
import { type Auth, createAuth } from '../../../../server/features/auth/index.ts'
import { PasswordHasher } from '../../../../server/features/auth/passwords.ts'
import { LoginThrottle } from '../../../../server/features/auth/throttle.ts'
import { mount } from '../../../../server/http/mount.ts'
import type { Log } from '../../../../server/lib/log.ts'
import { createTestDatabase } from '../../../support/database.ts'
import { type Ask, ask, startHttps, type TestServer } from '../../http/https-server.ts'

export const PASSWORD = 'correct horse battery'

const whoAmI = endpoint({ operation: 'me', method: 'GET', path: '/me', access: 'user', params: {} })
const change = endpoint({
  operation: 'change',
  method: 'POST',
  path: '/change',
  access: 'user',
  params: { content: z.string().optional() },
})

/** Everything that was logged, as text. */
function recordingLog(): { log: Log; text: () => string } {
  const lines: string[] = []
  const add = (fields: object, message?: string) => {
    const err = (fields as { err?: Error }).err
    lines.push(`${message} ${JSON.stringify(fields)} ${err?.stack ?? ''}`)
  }
  const log: Log = { debug: add, info: add, warn: add, error: add, child: () => log }
  return { log, text: () => lines.join('\n') }
}

export interface AuthServer extends TestServer {
  readonly db: Database
  readonly auth: Auth
  readonly hasher: PasswordHasher
  readonly logged: () => string
  /** Inserts an account; answers its id and API key. */
  addUser(email: string, password?: string | null): Promise<{ id: number; apiKey: string }>
  login(username: string, password: string): ReturnType<typeof ask>
  fetchKey(username: string, password: string): ReturnType<typeof ask>
}

export async function startAuth(o: { throttle?: LoginThrottle; key?: Buffer } = {}): Promise<AuthServer> {
  const db = await createTestDatabase()
  const { log, text } = recordingLog()
  const hasher = new PasswordHasher()
  const throttle = o.throttle ?? new LoginThrottle(50)
  const auth = createAuth({ db, key: o.key ?? randomBytes(32), log, hasher, throttle })
  const add = (app: FastifyInstance) => {
    auth.mount(app, () => 'https://chat.acme.test')
    mount(app, whoAmI, (_params, { actor }) => ({ user_id: actor.id, role: actor.role }))
    mount(app, change, (_params, { actor }) => ({ user_id: actor.id }))
  }
  const server = await startHttps(add, { authenticator: auth, log })
  const post = (path: string, form: Record<string, string>) => ask(server, path, { form })
  return {
    ...server,
    db,
    auth,
    hasher,
    logged: text,
    async addUser(email, password = PASSWORD) {
      const prepared = password === null ? null : await auth.preparePassword(password)
      return db.withTransaction(async (tx) => {
        const [row] = await tx.query<{ id: number }>(
          `insert into user_account (email, delivery_email, full_name, role) values ($1, $1, 'Someone', 400) returning id`,
          [email],
        )
        const id = row?.id ?? 0
        return { id, apiKey: await auth.createCredential(tx, id, prepared) }
      })
    },
    login: (username, password) => post('/json/login', { username, password }),
    fetchKey: (username, password) => post('/api/v1/fetch_api_key', { username, password }),
  }
}

export function basic(email: string, apiKey: string): Ask {
  return { headers: { authorization: `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}` } }
}

/** The `name=value` part of a login's cookie. */
export function cookieOf(answer: { headers: { 'set-cookie'?: string[] | undefined } }): string {
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
