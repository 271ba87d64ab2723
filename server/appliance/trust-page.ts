import type { ControlPlane } from '../control/control-plane.ts'
import { stateOf } from '../control/services.ts'
import { createPlainHttp, type PlainHttp, type PlainHttpOptions } from '../http/plain/plain-http.ts'
import { errorCode } from '../lib/disk-errors.ts'
import type { Log } from '../lib/log.ts'
import { explainPortError, findFreePort } from '../lib/ports.ts'

export interface TrustPageOptions extends PlainHttpOptions {
  readonly control: ControlPlane
  readonly log: Log
  /** The host was started on any free port: then this listens on any, too, and remembers none. */
  readonly isTemporary: boolean
}

/** Keeps the plain-HTTP listener as the settings want it. What fails here degrades the service, never the host. */
export interface TrustPage {
  apply(): Promise<void>
  /** Undefined while it does not listen. */
  port(): number | undefined
  stop(): Promise<void>
}

export function createTrustPage(o: TrustPageOptions): TrustPage {
  const { settings, services } = o.control
  let listening: { readonly http: PlainHttp; readonly port: number; readonly asked: number } | undefined
  let work = Promise.resolve()

  async function close(): Promise<void> {
    await listening?.http.close()
    listening = undefined
  }

  async function choosePort(): Promise<number> {
    if (o.isTemporary) return 0
    const { plain_http_port: port } = settings.current()
    if (settings.isChosen('plain_http_port')) return port
    const free = await findFreePort(port)
    settings.update({ plain_http_port: free })
    return free
  }

  async function applyNow(): Promise<void> {
    if (!settings.current().plain_http_enabled) {
      await close()
      services.set('trust_page', stateOf('stopped'))
      return
    }
    const asked = await choosePort()
    if (listening?.asked === asked) return
    await close()
    const http = createPlainHttp(o)
    const port = await http.listen(asked).catch((error: unknown) => {
      throw explainPortError(error, asked)
    })
    listening = { http, port, asked }
    services.set('trust_page', stateOf('running'))
  }

  return {
    apply() {
      work = work.then(applyNow).catch((error: unknown) => {
        if (errorCode(error)) o.log.warn({ err: error }, 'The trust page cannot be served')
        const reason = `New devices cannot be shown how to trust this host: ${(error as Error).message}`
        services.set(
          'trust_page',
          stateOf('degraded', reason, 'Choose another port for the trust page in the settings.'),
        )
      })
      return work
    },
    port: () => listening?.port,
    async stop() {
      await work
      await close()
      services.set('trust_page', stateOf('stopped'))
    },
  }
}
