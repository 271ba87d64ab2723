import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { mountChat } from '../../../server/chat-routes.ts'
import { type ApplianceSettings, DEFAULT_APPLIANCE_SETTINGS } from '../../../server/contract/settings/appliance.ts'
import { Queues } from '../../../server/delivery/queues.ts'
import { mountApiPages } from '../../../server/features/api-pages/index.ts'
import { Exporter } from '../../../server/features/exports/index.ts'
import { ExternalContent } from '../../../server/features/external-content/index.ts'
import { createFiles, type FileLimits } from '../../../server/features/files/index.ts'
import { createMailer } from '../../../server/features/mail/index.ts'
import { Presences } from '../../../server/features/presence/index.ts'
import { createFill, forClients } from '../../../server/features/register/index.ts'
import { forGuests } from '../../../server/features/sight/index.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { createAllowList } from '../../../server/lib/outgoing/index.ts'
import { createTestCore, type TestCore } from '../../support/core.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { type Ask, ask, type Reply, startHttps, type TestServer } from '../http/https-server.ts'

/** The cast beside user 1, who owns Acme. */
export const OWNER = 1
export const ADMIN = 2
export const MEMBER = 3
export const OTHER = 4
export const GUEST = 5

export type ChatEvent = Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string }

export interface Listener {
  /** What /register answered. */
  readonly state: Readonly<Record<string, unknown>>
  /** Everything that has come since the last call, without waiting. */
  events(): Promise<ChatEvent[]>
  /** The answer to a poll that waits. */
  wait(): Promise<Reply>
}

export type StartOptions = Parameters<typeof startHttps>[1] & {
  readonly fileLimits?: FileLimits
  readonly settings?: Partial<ApplianceSettings>
}

export interface ChatApi extends TestServer {
  /** Where uploaded files are. */
  readonly uploads: string
  readonly core: TestCore
  readonly external: ExternalContent
  readonly queues: Queues
  readonly presences: Presences
  readonly exporter: Exporter
  /** As a client of this user: parameters that are no strings as JSON text, on any method. */
  call(user: number, method: string, path: string, params?: Record<string, unknown>): Promise<Reply>
  /** Headers that prove that a call comes from this user. */
  headers(user: number): NonNullable<Ask['headers']>
  /** A browser's session of this user. */
  cookie(user: number): Promise<string>
  listen(user: number, params?: Record<string, unknown>): Promise<Listener>
}

/** The chat's API over HTTPS on a database of its own: an owner, an administrator, two members and a guest. */
export async function startChat(options: StartOptions = {}): Promise<ChatApi> {
  const { fileLimits = { maxFileMib: 1, quotaMib: null }, settings: _, ...http } = options
  // Their servers are on this machine.
  const guard = { allow: createAllowList(['127.0.0.1', 'elsewhere.test']), resolve: async () => ['127.0.0.1'] }
  const external = new ExternalContent({
    folder: await tempFolder(),
    key: randomBytes(32),
    maxCacheBytes: 100_000,
    guard,
  })
  await external.open()
  const core = await createTestCore(GUEST, external)
  await core.db.query('update user_account set role = case id when $1 then 200 when $2 then 600 else role end', [
    ADMIN,
    GUEST,
  ])
  const keys = await createKeys(core)
  const queues = new Queues(
    core.db,
    core.log,
    1,
    forGuests(core.db, core.log, forClients(core.log, createFill(core, core.auth.secrets))),
  )
  const presences = new Presences(core.db, silentLog)
  const uploads = await tempFolder()
  const files = await createFiles({ folder: uploads, key: randomBytes(32), limits: () => fileLimits })
  const exporter = new Exporter(core, files, silentLog)
  exporter.start()
  const url = () => 'https://chat.acme.test'
  const settings = () => ({ ...DEFAULT_APPLIANCE_SETTINGS, ...options.settings })
  const about = { zulip_version: '10.0', zulip_feature_level: 330, zulip_merge_base: '10.0' }
  const server = await startHttps(
    (app) => {
      mountChat(app, {
        core,
        auth: core.auth,
        queues,
        presences,
        files,
        external,
        settings,
        mailer: createMailer(settings),
        exporter,
        about,
        url,
        publicUrl: url,
      })
      if (http.webRoot !== undefined) mountApiPages(app, { webRoot: http.webRoot, url })
    },
    { authenticator: core.auth, ...http },
  )
  onTestFinished(async () => {
    queues.stop()
    await presences.stop()
    await exporter.stop()
  })
  const headers = (user: number) => ({
    authorization: `Basic ${Buffer.from(`u${user}@acme.test:${keys.get(user)}`).toString('base64')}`,
  })
  const call: ChatApi['call'] = (user, method, path, params = {}) => {
    const form = Object.fromEntries(
      Object.entries(params).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    )
    return ask(server, `/api/v1${path}`, { method, form, headers: headers(user) })
  }
  return {
    ...server,
    uploads,
    core,
    external,
    queues,
    presences,
    exporter,
    call,
    headers,
    cookie: (user) => startSession(core, user),
    listen: (user, params) => listen(call, core, user, params),
  }
}

async function createKeys(core: TestCore): Promise<Map<number, string>> {
  const keys = new Map<number, string>()
  for (let user = OWNER; user <= GUEST; user++) {
    keys.set(user, await core.db.withTransaction((tx) => core.auth.createCredential(tx, user, null)))
  }
  return keys
}

async function startSession({ auth }: TestCore, id: number): Promise<string> {
  const browser = { client: 'test', userAgent: 'test', ip: '127.0.0.1', isSession: false, onGone() {} }
  const account = { id, email: `u${id}@acme.test` }
  const { headers } = await auth.startSession(account, { ...browser, actor: undefined, session: undefined })
  return headers['set-cookie']?.split(';')[0] ?? ''
}

async function listen(
  call: ChatApi['call'],
  core: TestCore,
  user: number,
  params: Record<string, unknown> = {},
): Promise<Listener> {
  const { json: state } = await call(user, 'POST', '/register', params)
  const { queue_id } = state
  let last = state['last_event_id'] as number
  return {
    state,
    async events() {
      await core.log.look()
      const { json } = await call(user, 'GET', '/events', { queue_id, last_event_id: last, dont_block: true })
      const events = (json['events'] ?? []) as ChatEvent[]
      last = events.at(-1)?.id ?? last
      return events
    },
    wait: () => call(user, 'GET', '/events', { queue_id, last_event_id: last }),
  }
}
