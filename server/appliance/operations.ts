import type { AdminHandlers } from '../admin/dispatch.ts'
import { createHandlers } from '../admin/handlers.ts'
import type { ChatServer } from '../chat-server.ts'
import type { ApplianceStatus } from '../contract/admin/appliance.ts'
import { ApiError } from '../contract/errors.ts'
import type { ControlPlane } from '../control/control-plane.ts'
import type { Vault } from '../control/vault.ts'
import type { Lan } from '../features/lan/index.ts'
import type { Tls } from '../features/tls/index.ts'
import { httpsUrl, plainUrl } from '../lib/addresses.ts'
import type { DataFolder } from '../lib/data-folder.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { qrCodeOf } from '../lib/qr-code.ts'
import { createInviteHandlers } from './invites.ts'
import type { PublicHost } from './public-host.ts'
import { createSetup } from './setup.ts'
import type { TrustPage } from './trust-page.ts'

/** A host that listens. */
export interface Running {
  readonly port: number
  readonly startedAt: number
  readonly chat: ChatServer
}

/** What the admin operations speak about. */
export interface OperationParts {
  readonly folder: DataFolder
  readonly control: ControlPlane
  readonly vault: Vault
  readonly tls: Tls
  readonly lan: Lan
  readonly trustPage: TrustPage
  /** What people are handed now. */
  readonly toPeople: () => PublicHost
}

interface OperationOptions extends OperationParts {
  readonly version: string
  /** Undefined while the host is starting. */
  readonly running: () => Running | undefined
  readonly requestStop: () => void
}

/** Every admin operation of a host; they answer from the moment that its data folder is open. */
export function createOperations(o: OperationOptions) {
  const { control, running, tls } = o
  const addresses = createAddresses(o)
  const chat = () => {
    const server = running()?.chat
    if (!server) throw new ApiError('SERVICE_UNAVAILABLE', 'The chat is still starting; try again in a moment.')
    return server
  }
  const createLinks = () => {
    if (!running()) throw new OperatorError('Hearth is still starting; try again in a moment.')
    const { token, expiresAt } = control.access.createLink()
    return { links: addresses.all().map((url) => `${url}/admin/#${token}`), expiresAt }
  }
  const fingerprint = () => (running() ? tls.fingerprint() : '')
  const status = (): ApplianceStatus => ({
    version: o.version,
    pid: process.pid,
    startedAt: running()?.startedAt ?? 0,
    isSetUp: running()?.chat.isSetUp() ?? false,
    url: addresses.forPeople()[0] ?? '',
    urls: addresses.forPeople(),
    localName: o.lan.name(),
    trustUrl: addresses.trust(),
    qr: qrCodeOf(addresses.trust() || addresses.forPeople()[0] || 'https://localhost'),
    caFingerprint: fingerprint(),
    dataDir: o.folder.root,
    memory: { rss: process.memoryUsage.rss(), heapUsed: process.memoryUsage().heapUsed },
    services: control.services.all(),
    history: [...control.services.history()],
  })
  const found = () => ({
    addresses: running() ? [...tls.certified()] : [],
    port: running()?.port ?? control.settings.current().port,
    caFingerprint: fingerprint(),
  })
  const setup = createSetup({ control, vault: o.vault, chat, found })
  const handlers: AdminHandlers = {
    ...createHandlers({ control, status, requestStop: o.requestStop, createLinks }),
    ...setup,
    async 'setup.finish'(input, actor) {
      const finished = await setup['setup.finish'](input, actor)
      // Who is about to be invited is led to an address just chosen, once the certificate covers it.
      await tls.check()
      return finished
    },
    'mail.sendTest': ({ to }) => sendTestMail(chat(), to),
    'organization.state': () => chat().organizationState(),
    'organization.reactivate': () => chat().reactivateOrganization(),
    ...createInviteHandlers({ chat, urls: addresses.forPeople, trustUrl: addresses.trust }),
  }
  return { handlers, createLinks }
}

/** The URLs under which the host is reached; none while it is starting. */
function createAddresses({ running, tls, trustPage, toPeople }: OperationOptions) {
  const urlsOf = (names: () => readonly string[]): string[] => {
    const port = running()?.port
    return port === undefined ? [] : [...new Set(names())].map((name) => httpsUrl(name, port))
  }
  return {
    all: () => urlsOf(tls.hosts),
    /** Those that the certificate covers, the one to hand out first. */
    forPeople: () => urlsOf(() => [toPeople().host, ...tls.certified()]),
    /** Empty while there is no trust page. */
    trust(): string {
      const port = trustPage.port()
      return port === undefined ? '' : `${plainUrl(toPeople().trustHost, port)}/trust`
    },
  }
}

/** What the mail server said is for whoever set it up, in its own words. */
async function sendTestMail(chat: ChatServer, to: string): Promise<{ to: string }> {
  await chat.sendTestMail(to).catch((error: unknown) => {
    if (error instanceof ApiError) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`The mail was not sent: check the settings of the mail server. It failed with “${words}”.`)
  })
  return { to }
}
