import { randomBytes } from 'node:crypto'
import { createDispatch, type Dispatch } from './admin/dispatch.ts'
import { adminRoutes } from './admin/https.ts'
import { serveAdminSocket } from './admin/socket-server.ts'
import { createAdminTransport } from './admin/transport.ts'
import { choosePort, settingsOf } from './appliance/first-start.ts'
import { createOperations, type OperationParts, type Running } from './appliance/operations.ts'
import { publicHost } from './appliance/public-host.ts'
import { createTrustPage } from './appliance/trust-page.ts'
import type { ChatServer } from './chat-server.ts'
import type { AdminReply } from './contract/admin/reply.ts'
import type { Unattended } from './contract/admin/unattended.ts'
import { ApiError } from './contract/errors.ts'
import { type ControlPlane, openControlPlane } from './control/control-plane.ts'
import { loadMasterKey } from './control/master-key.ts'
import { stateOf } from './control/services.ts'
import { openVault, type Vault } from './control/vault.ts'
import type { Connection } from './db/database.ts'
import { createLan } from './features/lan/index.ts'
import { createTls, type Tls } from './features/tls/index.ts'
import type { Host } from './host.ts'
import { httpsUrl } from './lib/addresses.ts'
import { type DataFolder, prepareDataFolder } from './lib/data-folder.ts'
import { type InstanceLock, takeInstanceLock } from './lib/instance-lock.ts'
import { type Log, silentLog } from './lib/log.ts'
import { type Logs, openLogs } from './lib/logs.ts'
import { OperatorError } from './lib/operator-error.ts'
import { explainPortError } from './lib/ports.ts'
import { socketPath } from './lib/socket-path.ts'
import { createTeardown } from './lib/teardown.ts'
import { createPostgres, type Postgres, PostgresError } from './postgres/index.ts'

export interface ApplianceOptions {
  /** Port to listen on; 0 for any free one. Without it the remembered one, at first 8443 or the next free one. */
  readonly port?: number
  /** Reads what the first-run assistant would ask. Called only while there is no organization yet. */
  readonly unattended?: () => Promise<Unattended>
  /** Somebody asked the host to stop through an admin operation; the owner of the process is to call `stop`. */
  readonly onStopRequested: () => void
}

/** What a started host says of itself. */
export interface Ready {
  readonly url: string
  /** Path of the certificate authority's certificate, PEM. */
  readonly ca: string
  /** A one-time link to the administration. */
  readonly adminUrl: string
}

export interface Appliance {
  /** Starts everything; when any part fails, stops what was started and rejects. */
  start(): Promise<Ready>
  /** Drains and stops everything, also in the middle of a start. Never rejects; under ten seconds. */
  stop(): Promise<void>
  /** Admin operations for the machine's own user: a desktop window. */
  admin(operation: string, input: unknown): Promise<AdminReply>
  /** Silent until the data folder is open. */
  readonly log: Log
}

/**
 * The longest each part may take to stop, in milliseconds: together less than the ten seconds of a polite stop. Postgres and
 * the logs end by themselves before theirs, so that no process and no line is left behind.
 */
const STOP_TIME = { chat: 2800, postgres: 4700, socket: 200, logs: 900, discovery: 300, rest: 200 } as const

/** The composition root: every part of a host, started in order and stopped in the opposite one. */
export function createAppliance(host: Host, options: ApplianceOptions): Appliance {
  let log: Log = silentLog
  let postgres: Postgres | undefined
  let starting: Promise<Ready> | undefined
  let running: Running | undefined
  let stopping = false
  let dispatch: Dispatch | undefined
  const teardown = createTeardown(() => log)

  function checkNotStopped(): void {
    if (stopping) throw new OperatorError('Hearth was stopped while it was starting.')
  }

  async function run(): Promise<Ready> {
    const { folder, lock, logs, control } = await openData()
    const settings = control.settings
    const file = control.facts.get('organization') ? undefined : await options.unattended?.()
    if (options.unattended && !file) {
      log.info({}, 'The file given with --unattended is ignored: this data folder already holds an organization')
    }
    const { port: wanted, ...chosen } = file ? settingsOf(file) : {}
    if (wanted !== undefined) settings.update({ port: wanted })
    // Before anything is said of the host: one that cannot listen says only that.
    const asked = await choosePort(control, options.port)
    const masterKey = await loadMasterKey({ control, folder, keyring: host.keyring })
    const vault = openVault(control.db, masterKey)
    settings.keepSecretsIn(vault)
    settings.update(chosen)
    logs.setLevel(settings.current().log_level)
    checkNotStopped()
    // Postgres starts as a process of its own, so loading the rest and making keys costs no extra time.
    const connecting = startPostgres(folder, control, vault)
    let chat: ChatServer | undefined
    const lan = createLan({
      // A port of this time only is of no use to who finds it.
      wanted: () => (settings.current().mdns_enabled && asked !== 0 ? settings.current().mdns_name : undefined),
      remembered: {
        get: () => control.facts.get('mdns_name'),
        set: (name) => control.facts.set('mdns_name', name),
      },
      instanceId: control.instanceId,
      services: control.services,
      log,
      onChange: () => void tls.check(),
    })
    const tls: Tls = createTls({
      folder: folder.tls,
      facts: control.facts,
      vault,
      services: control.services,
      log,
      machineName: host.machineName,
      ownerName: file?.organization.name ?? host.machineName,
      addresses: () => [...settings.current().addresses, ...[lan.expectedName()].filter(Boolean)],
      onChange(material, hosts) {
        chat?.updateTls(material)
        chat?.setAddresses(hosts)
      },
    })
    teardown.add('tls', STOP_TIME.rest, () => tls.stop())
    const toPeople = () => publicHost(settings.current().addresses, tls.certified())
    const trustPage = createTrustPage({
      control,
      log,
      isTemporary: asked === 0,
      hosts: () => tls.hosts(),
      httpsPort: () => running?.port ?? asked,
      certifiedHost: (name) => (tls.certified().includes(name) ? name : toPeople().host),
      authority: () => tls.authority(),
    })
    const admin = await startAdmin({ folder, lock, control, vault, tls, lan, trustPage, toPeople })
    const [connection, material, { createChatServer }] = await Promise.all([
      connecting,
      tls.start(),
      import('./chat-server.ts'),
    ])
    checkNotStopped()

    control.services.set('chat', stateOf('starting'))
    chat = await createChatServer({
      connection,
      settings: settings.current(),
      masterKey,
      control,
      tls: material,
      hosts: tls.hosts(),
      port: asked,
      publicHost: () => toPeople().host,
      log: log.child({ part: 'chat' }),
      admin: adminRoutes(createAdminTransport(control, admin.dispatch)),
      webRoot: host.webRoot,
      uploads: folder.uploads,
      cache: folder.cache,
    })
    const server = chat
    teardown.add('chat', STOP_TIME.chat, async () => {
      await server.drain()
      control.services.set('chat', stateOf('stopped'))
    })
    settings.onChange((values, changed) => {
      if (changed.includes('log_level')) logs.setLevel(values.log_level)
      if (changed.includes('addresses')) void tls.check()
      if (!running) return
      if (changed.some((name) => name.startsWith('plain_http_'))) void trustPage.apply()
      if (changed.some((name) => name.startsWith('mdns_'))) void lan.check()
    })
    checkNotStopped()
    // Cut off between the organization and the note of it.
    if (server.isSetUp()) noteOrganization(control)
    else if (file) {
      await server.applyUnattended(file).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        throw new OperatorError(`The file given with --unattended cannot be applied: ${error.message}`, {
          cause: error,
        })
      })
      noteOrganization(control)
    }
    const { port } = await server.start().catch((error: unknown) => {
      throw explainPortError(error, asked)
    })
    checkNotStopped()
    running = { port, startedAt: Date.now(), chat: server }
    teardown.add('trust page', STOP_TIME.rest, () => trustPage.stop())
    await trustPage.apply()
    teardown.add('discovery', STOP_TIME.discovery, () => lan.stop())
    lan.start(port)
    const url = httpsUrl('localhost', port)
    await lock.publish({ url })
    const { links } = admin.createLinks()
    for (const link of links) log.info({}, `Administration, for one use within ten minutes: ${link}`)
    return { url, ca: tls.caFile, adminUrl: links[0] as string }
  }

  async function openData() {
    const folder = await prepareDataFolder(host.dataDir)
    const lock = await takeInstanceLock(folder.run)
    teardown.add('lock', STOP_TIME.rest, () => lock.release())
    const logs: Logs = openLogs(folder.logs, (text) => host.print(text))
    log = logs.log
    teardown.add('logs', STOP_TIME.logs, () => logs.close())
    const control = openControlPlane(folder.applianceDb, log)
    teardown.add('control plane', STOP_TIME.rest, () => control.close())
    control.services.onChange((report) => host.onService?.(report))
    control.services.set('storage', stateOf('running'))
    return { folder, lock, logs, control }
  }

  function startPostgres(folder: DataFolder, { services }: ControlPlane, vault: Vault): Promise<Connection> {
    const password = (name: string) => vault.getOrCreate(name, () => Buffer.from(randomBytes(32).toString('base64url')))
    const server = createPostgres({
      dataDir: folder.postgres,
      runDir: folder.run,
      logFile: `${folder.logs}/postgres.log`,
      password: password('postgres.password').toString(),
      superuserPassword: password('postgres.superuser_password').toString(),
      log: log.child({ part: 'postgres' }),
      onState: (state) => services.set('postgres', state),
    })
    postgres = server
    teardown.add('postgres', STOP_TIME.postgres, () => server.stop())
    const connecting = server.start()
    // Awaited together with the rest; until then nobody listens to a failure.
    connecting.catch(() => undefined)
    return connecting
  }

  /** Admin operations over the local socket, before the rest is up: `hearth stop` must work during a long start. */
  async function startAdmin(parts: OperationParts & { readonly lock: InstanceLock }) {
    const { folder, lock, control } = parts
    const { handlers, createLinks } = createOperations({
      ...parts,
      version: host.version,
      running: () => running,
      requestStop: options.onStopRequested,
    })
    const created = createDispatch({ handlers, audit: control.audit, log })
    dispatch = created
    const path = await socketPath(folder.run, 'admin.sock')
    const socket = await serveAdminSocket(path, created, log)
    teardown.add('admin socket', STOP_TIME.socket, () => socket.close())
    await lock.publish({ adminSocket: path })
    return { dispatch: created, createLinks }
  }

  return {
    start() {
      starting ??= run().catch(async (error: unknown) => {
        if (isUnexpected(error) && !stopping) log.error({ err: error }, 'Hearth could not start')
        await teardown.run()
        throw error
      })
      return starting
    },
    async stop() {
      stopping = true
      // Ends what a start may be waiting for.
      if (!running) await postgres?.stop()
      await starting?.catch(() => undefined)
      await teardown.run()
    },
    async admin(operation, input) {
      if (!dispatch) throw new OperatorError('Hearth is still starting; try again in a moment.')
      return dispatch({ kind: 'host' }, operation, input)
    },
    get log() {
      return log
    },
  }
}

/** From now on a file of `--unattended` is ignored, and the first-run wizard is over. */
function noteOrganization({ facts }: ControlPlane): void {
  if (!facts.get('organization')) facts.set('organization', new Date().toISOString())
}

/** Whether an error needs more than its own words: a stack for the log files. */
function isUnexpected(error: unknown): boolean {
  return !(error instanceof OperatorError || error instanceof PostgresError)
}
