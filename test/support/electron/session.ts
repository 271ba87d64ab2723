import type * as Electron from 'electron'
import { checkReady } from './app.ts'
import { serve } from './browser.ts'
import { checkKeys, strict } from './strict.ts'

type Session = Electron.Session
interface Handlers {
  request: Parameters<Session['setPermissionRequestHandler']>[0]
  check: Parameters<Session['setPermissionCheckHandler']>[0]
  verify: Parameters<Session['setCertificateVerifyProc']>[0]
  readonly schemes: Map<string, (request: Request) => Response | Promise<Response>>
}

const privileged = new Set<string>()
const sessions = new Map<string, { readonly session: Session; readonly handlers: Handlers }>()

function open(partition: string): Session {
  checkReady('session', true)
  const known = sessions.get(partition)
  if (known) return known.session
  const handlers: Handlers = { request: null, check: null, verify: null, schemes: new Map() }
  const created = strict('session', {
    protocol: strict('session.protocol', {
      handle(scheme: string, handler: (request: Request) => Response | Promise<Response>) {
        if (!privileged.has(scheme)) throw new Error(`${scheme}: was not registered as standard and secure`)
        handlers.schemes.set(scheme, handler)
      },
    } satisfies Pick<Electron.Protocol, 'handle'>),
    setPermissionRequestHandler: (handler: Handlers['request']) => {
      handlers.request = handler
    },
    setPermissionCheckHandler: (handler: Handlers['check']) => {
      handlers.check = handler
    },
    setDevicePermissionHandler: (handler: Parameters<Session['setDevicePermissionHandler']>[0]) => {
      if (handler?.({} as Electron.DevicePermissionHandlerHandlerDetails)) throw new Error('Devices are granted')
    },
    setCertificateVerifyProc: (proc: Handlers['verify']) => {
      handlers.verify = proc
    },
  } satisfies { [Key in keyof Session]?: unknown }) as unknown as Session
  sessions.set(partition, { session: created, handlers })
  return created
}

export const session = strict('session', {
  get defaultSession() {
    return open('')
  },
  fromPartition: (partition: string) => open(partition),
} satisfies Pick<typeof Electron.session, 'defaultSession' | 'fromPartition'>)

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]) {
    checkReady('protocol.registerSchemesAsPrivileged', false)
    for (const { scheme, privileges = {} } of schemes) {
      // Each further one would open the scheme to others.
      checkKeys('privilege', privileges, ['standard', 'secure', 'supportFetchAPI'])
      if (privileges.standard && privileges.secure) privileged.add(scheme)
    }
  },
} satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged'>)

/** Without both handlers Electron grants everything that a page of the session asks for. */
export function partitionOf(wanted: Session | undefined): string {
  const own = wanted ?? open('')
  const found = [...sessions].find(([, { session }]) => session === own)
  if (!found) throw new Error('An unknown session')
  const [partition, { handlers }] = found
  if (!handlers.request || !handlers.check) throw new Error(`The session ${partition} grants every permission`)
  return partition
}

function handlersOf(partition: string): Handlers {
  const found = sessions.get(partition)
  if (!found) throw new Error(`There is no session ${partition}`)
  return found.handlers
}

interface Asked {
  readonly permission: string
  readonly url: string
  readonly isMainFrame: boolean
}

serve({
  /** null: this session knows no such scheme. */
  async custom(partition: string, url: string, method: string) {
    const handler = handlersOf(partition).schemes.get(url.split(':', 1)[0] as string)
    if (!handler) return null
    const response = await handler(new Request(url, { method }))
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    return { status: response.status, headers: Object.fromEntries(response.headers), body }
  },
  requestPermission: (partition: string, { permission, url, isMainFrame }: Asked) =>
    new Promise((answer) => {
      const details = { requestingUrl: url, isMainFrame }
      handlersOf(partition).request?.({} as Electron.WebContents, permission as 'media', answer, details)
    }),
  checkPermission: (partition: string, { permission, url, isMainFrame }: Asked) =>
    handlersOf(partition).check?.(null, permission as 'media', url.replace(/^(\w+:\/\/[^/]+).*/, '$1/'), {
      requestingUrl: url,
      isMainFrame,
    }),
  /** null: the session leaves it to the system, which knows no authority of ours. */
  verify: (partition: string, hostname: string, data: string) => {
    const { verify } = handlersOf(partition)
    if (!verify) return null
    return new Promise((answer) => verify({ hostname, certificate: { data } } as Electron.Request, answer))
  },
})
