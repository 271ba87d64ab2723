import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { mountChat } from './chat-routes.ts'
import type { OrganizationState } from './contract/admin/organization.ts'
import { ROLE_NUMBERS } from './contract/admin/role.ts'
import type { ServiceState } from './contract/admin/services.ts'
import type { OwnerAnswer } from './contract/admin/setup.ts'
import type { Unattended } from './contract/admin/unattended.ts'
import { ApiError } from './contract/errors.ts'
import type { ApplianceSettings } from './contract/settings/appliance.ts'
import type { ControlPlane } from './control/control-plane.ts'
import { seal, unseal } from './control/seal.ts'
import { stateOf } from './control/services.ts'
import { type Connection, createDatabase, type Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { Writer } from './db/writer.ts'
import type { Core } from './delivery/core.ts'
import { EventLog } from './delivery/event-log.ts'
import { HighWater } from './delivery/high-water.ts'
import { Queues } from './delivery/queues.ts'
import { EventSockets } from './delivery/sockets.ts'
import { mountApiPages } from './features/api-pages/index.ts'
import { createAuth, type PreparedPassword } from './features/auth/index.ts'
import { Exporter } from './features/exports/index.ts'
import { ExternalContent } from './features/external-content/index.ts'
import { createFiles, type FileLimits, Thumbnails } from './features/files/index.ts'
import {
  type CreatedInvite,
  doCreateInvite,
  InviteMailSender,
  joinLink,
  type NewInvite,
} from './features/invites/index.ts'
import { LinkPreviews } from './features/link-previews/index.ts'
import { createMailer } from './features/mail/index.ts'
import { createRetention, createSearchIndex, doRerender } from './features/messages/index.ts'
import {
  type ClosureState,
  doCreateOrganization,
  doReactivateRealm,
  type Founder,
  findOrganization,
  findWrappedKey,
  readClosure,
  storeWrappedKey,
} from './features/organization/index.ts'
import { createOutgoingWebhooks } from './features/outgoing-webhooks/index.ts'
import { Presences } from './features/presence/index.ts'
import { createFill, doTellRestart, forClients } from './features/register/index.ts'
import { Renderer } from './features/rendering/index.ts'
import { createScheduledSender } from './features/scheduled-messages/index.ts'
import { forGuests } from './features/sight/index.ts'
import { doSubscribe } from './features/streams/index.ts'
import { checkFullName, findUsers, type UserRow } from './features/users/index.ts'
import { type AdminTransport, buildHttp } from './http/build-http.ts'
import { contextOf } from './http/context.ts'
import { digestPages } from './http/static.ts'
import { updateTls } from './http/tls.ts'
import { onUpgrade } from './http/upgrade.ts'
import { httpsUrl } from './lib/addresses.ts'
import type { Log } from './lib/log.ts'
import { stopTogether } from './lib/teardown.ts'

/** A leaf with its chain, and the leaf's key, PEM. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
}

export interface ChatServer {
  /** Listens. @returns the port, which differs from the one asked for when that was 0 */
  start(): Promise<{ port: number }>
  /** Ends long polls, answers what is under way, writes what was accepted, closes the database. */
  drain(): Promise<void>
  /** New connections get the new certificate; open ones go on. */
  updateTls(material: TlsMaterial): void
  /** Names and addresses that requests may name as their host. */
  setAddresses(hosts: readonly string[]): void
  /** Creates the organization and its people. */
  applyUnattended(file: Unattended): Promise<void>
  /** Whether there is an organization; until then the API refuses everything. */
  isSetUp(): boolean
  /** Checks who is to own the organization; hashes the password. */
  prepareOwner(owner: OwnerAnswer, organization: string): Promise<{ fullName: string; password?: PreparedPassword }>
  /** Creates the organization with its owner and a first stream. */
  createOrganization(name: string, owner: Omit<Founder, 'role'>): Promise<void>
  /** Sends a mail that says no more than that it came. @throws {ApiError} with what the mail server said */
  sendTestMail(to: string): Promise<void>
  organizationState(): Promise<OrganizationState>
  /** Opens a closed organization again. */
  reactivateOrganization(): Promise<OrganizationState>
  /** A link to join by in the name of the first owner; `path` belongs after the host's address. */
  createInvite(invite: NewInvite): Promise<CreatedInvite & { path: string }>
}

export interface ChatServerOptions {
  readonly connection: Connection
  readonly settings: ApplianceSettings
  readonly masterKey: Buffer
  readonly control: ControlPlane
  readonly tls: TlsMaterial
  readonly hosts: readonly string[]
  readonly port: number
  /** The name or address of this host that most devices of the office can use. */
  readonly publicHost: () => string
  readonly log: Log
  readonly admin: AdminTransport
  readonly webRoot: string
  /** Folder of the files that people upload. */
  readonly uploads: string
  /** Folder of what can be fetched again. */
  readonly cache: string
}

/** The Zulip feature level whose promises are kept so far. */
const ABOUT = { zulip_version: '10.0', zulip_feature_level: 330, zulip_merge_base: '10.0' }
/** Some wait for a picture or a mail server. What must be written at the end needs the rest of the time there is. */
const WORKERS_STOP_MS = 1500

/** Assembles the chat of one organization on its database; nothing listens before `start`. */
export async function createChatServer(o: ChatServerOptions): Promise<ChatServer> {
  const db = createDatabase(o.connection, (error) => o.log.warn({ err: error }, 'A database connection was lost'))
  await migrate(db, o.log, (done, total) =>
    o.control.services.set('chat', {
      ...stateOf('starting'),
      reason: `Updating the database, step ${done + 1} of ${total}`,
    }),
  )
  const highWater = new HighWater(db, o.control, o.log)
  await highWater.start()
  const key = await readOrganizationKey(db, o.control.instanceId, o.masterKey)
  const external = new ExternalContent({ folder: join(o.cache, 'external'), key })
  await external.open()
  let port = o.port
  const publicUrl = () => httpsUrl(o.publicHost(), port)
  const log = new EventLog(db, o.log)
  const proxy = (address: string) => external.pathOf(address)
  const proxyFilm = (address: string) => external.filmPathOf(address)
  const renderer = new Renderer({ db, log, origin: publicUrl, proxy, proxyFilm })
  const { render, readTopicLinks } = renderer
  const core: Core = { db, writer: new Writer(db), log, render, readTopicLinks }
  await log.start()
  const auth = createAuth({ db, key, log: o.log })
  const settings = () => o.control.settings.current()
  const files = await createFiles({ folder: o.uploads, key, limits: () => fileLimits(settings()) })
  const mailer = createMailer(settings)
  const exporter = new Exporter(core, files, o.log)
  const organization = await findOrganization(db)
  let isSetUp = organization !== undefined
  const epoch = organization?.epoch ?? 1
  const queues = new Queues(
    db,
    core.log,
    epoch,
    forGuests(db, core.log, forClients(core.log, createFill(core, auth.secrets))),
  )
  const presences = new Presences(db, o.log)
  const searchIndex = createSearchIndex(db, core.log, o.log)
  let hosts = o.hosts
  const app = await buildHttp({
    tls: o.tls,
    hosts: () => hosts,
    limits: () => ({ apiPerMinute: settings().rate_limit_api_per_minute, socketsPerAddress: 4_096 }),
    log: o.log,
    authenticator: auth,
    admin: o.admin,
    webRoot: o.webRoot,
  })
  contextOf(app).api.addHook('onRequest', (_request, _reply, done) => done(isSetUp ? undefined : notSetUp()))
  const url = () => `https://${hosts[0] ?? 'localhost'}:${port}`
  const parts = { core, auth, queues, presences, files, external, settings, mailer, exporter }
  mountChat(app, { ...parts, about: ABOUT, url, publicUrl })
  mountApiPages(app, { webRoot: o.webRoot, url: publicUrl })
  const sockets = new EventSockets(queues, auth.onSessionEnd)
  onUpgrade(app, '/ws', sockets.serve)
  const tellState = async () => o.control.services.set('chat', chatState(await readClosure(db)))
  core.log.follow({
    publish(entries) {
      if (entries.some(({ event }) => event.type === 'realm')) void tellState().catch(() => undefined)
    },
  })
  const scheduled = createScheduledSender(core, o.log)
  const invitations = new InviteMailSender(core, { secrets: auth.secrets, mailer, origin: publicUrl }, o.log)
  const retention = createRetention(core, o.log)
  const rerender = (message: number) => doRerender(core, message)
  const previews = new LinkPreviews({ db, events: core.log, log: o.log, rerender })
  const thumbnails = new Thumbnails({ db, events: core.log, log: o.log, store: files.store, rerender })
  const privateAddresses = () => settings().outgoing_private_addresses
  const webhooks = createOutgoingWebhooks(core, { secrets: auth.secrets, url: publicUrl, privateAddresses }, o.log)
  const sweep = setInterval(() => {
    queues.dropIdle().catch((error: unknown) => o.log.warn({ err: error }, 'Idle queues could not be dropped'))
  }, 60_000)

  return {
    async start() {
      await app.listen({ port: o.port, host: '::' }).catch((error: NodeJS.ErrnoException) => {
        // No IPv6 on this machine.
        if (error.code !== 'EAFNOSUPPORT') throw error
        return app.listen({ port: o.port, host: '0.0.0.0' })
      })
      const address = app.server.address()
      if (address && typeof address === 'object') port = address.port
      scheduled.start()
      await doTellRestart(core, ABOUT, await digestPages(o.webRoot))
      retention.start()
      invitations.start()
      exporter.start()
      searchIndex.start()
      previews.start()
      thumbnails.start()
      webhooks.start()
      renderer.start()
      await tellState()
      return { port }
    },
    async drain() {
      clearInterval(sweep)
      // Their tables keep what they were at.
      const workers = { scheduled, retention, previews, thumbnails, webhooks, invitations, exporter }
      await stopTogether(workers, WORKERS_STOP_MS, o.log)
      sockets.stop()
      queues.stop()
      external.films.stop()
      core.log.stop()
      await app.close()
      await presences.stop()
      await searchIndex.stop()
      await core.writer.stop()
      await renderer.stop()
      await highWater.stop().catch((error: unknown) => o.log.warn({ err: error }, 'The newest ids were not noted'))
      await db.end()
    },
    updateTls: (material) => updateTls(app, material),
    setAddresses(names) {
      hosts = names
    },
    async applyUnattended(file) {
      const { owner, people, organization } = file
      await doCreateOrganization(
        core,
        auth,
        organization.name,
        [{ ...owner, role: 'owner' as const }, ...people].map((person) => ({
          email: person.email,
          fullName: person.full_name,
          role: ROLE_NUMBERS[person.role],
          password: person.password,
        })),
      )
      isSetUp = true
    },
    isSetUp: () => isSetUp,
    async prepareOwner({ full_name, email, password }, organization) {
      const fullName = checkFullName(full_name)
      if (password === undefined) return { fullName }
      return { fullName, password: await auth.preparePassword(password, { known: [fullName, email, organization] }) }
    },
    async createOrganization(name, owner) {
      await doCreateOrganization(core, auth, name, [{ ...owner, role: ROLE_NUMBERS.owner }])
      isSetUp = true
      await createFirstStream(core)
    },
    async sendTestMail(to) {
      const fromName = (await findOrganization(db))?.name ?? 'Hearth'
      const text = 'This is a test. Hearth can send mail: invitations will arrive like this one.'
      await mailer.send({ to, fromName, subject: 'A test of Hearth’s mail', text, html: `<p>${text}</p>` })
    },
    organizationState: () => organizationState(db),
    async reactivateOrganization() {
      await doReactivateRealm(core)
      await tellState()
      return organizationState(db)
    },
    async createInvite(invite) {
      const created = await doCreateInvite(core, auth.secrets, (await findFirstOwner(core)).id, invite)
      return { ...created, path: joinLink('', created.token) }
    },
  }
}

function chatState(closure: ClosureState | null): ServiceState {
  if (!closure) return stateOf('running')
  return stateOf(
    'degraded',
    `An owner closed the organization on ${closure.since.toISOString().slice(0, 10)}, so nobody can log in`,
    'To open it again, press “Reopen” in the administration, or run “hearth admin organization.reactivate” on this computer',
  )
}

async function organizationState(db: Database): Promise<OrganizationState> {
  const [organization, closure] = [await findOrganization(db), await readClosure(db)]
  return {
    name: organization?.name ?? '',
    deactivatedAt: closure?.since.getTime() ?? null,
    reason: closure?.reason ?? '',
  }
}

function fileLimits(settings: ApplianceSettings): FileLimits {
  return { maxFileMib: settings.max_file_upload_size_mib, quotaMib: settings.upload_quota_mib || null }
}

function notSetUp(): ApiError {
  return new ApiError(
    'SERVICE_UNAVAILABLE',
    'This Hearth is not set up yet. Whoever installed it finishes that on the administration page.',
  )
}

async function findFirstOwner({ db }: Core): Promise<UserRow> {
  const owner = (await findUsers(db)).find((user) => user.role === ROLE_NUMBERS.owner && user.is_active)
  if (!owner) throw new ApiError('BAD_REQUEST', 'There is no owner who could invite; finish the setup first.')
  return owner
}

/** Somewhere to talk from the first minute on; whoever is invited by the administration comes to it. */
async function createFirstStream(core: Core): Promise<void> {
  const { id, email, full_name: fullName } = await findFirstOwner(core)
  const request = { inviteOnly: false, publicHistory: true, users: [id] }
  const streams = [{ name: 'general', description: 'For everybody' }]
  await doSubscribe(core, { id, email, fullName, role: ROLE_NUMBERS.owner, isBot: false }, { ...request, streams })
}

/** The organization's secret lies in its database, wrapped by each node's own master key. */
async function readOrganizationKey(db: Database, node: string, masterKey: Buffer): Promise<Buffer> {
  const name = `organization_key ${node}`
  const wrapped = await findWrappedKey(db, node)
  if (wrapped) return unseal(masterKey, name, wrapped)
  const key = randomBytes(32)
  await storeWrappedKey(db, node, seal(masterKey, name, key))
  return key
}
