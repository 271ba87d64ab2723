import { protocol, session } from 'electron'
import { findPage, SECURITY_HEADERS } from '../server/shell.ts'
import { ADMIN_ORIGIN, originOf } from './origin.ts'

/** Only what the administration consists of: the chat's page would be without a server here. */
const SERVED = /^\/(admin|assets)\//

/** Before the app is ready. No `corsEnabled`: pages of other origins cannot read it, whatever headers we send. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** In the default session only: the chat's window has one of its own, in which `app:` means nothing. */
export function serveAppScheme(webRoot: string): void {
  session.defaultSession.protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (originOf(request.url) !== ADMIN_ORIGIN || request.method !== 'GET' || !SERVED.test(url.pathname)) {
      return refuse(404, 'There is no such page.')
    }
    const found = await findPage(webRoot, url.pathname)
    if (found) {
      return new Response(new Uint8Array(found.file.bytes), {
        headers: { ...SECURITY_HEADERS, 'content-type': found.file.type, 'cache-control': 'no-cache' },
      })
    }
    if (url.pathname !== '/admin/index.html') return refuse(404, 'There is no such page.')
    return refuse(503, 'The pages of Hearth have not been built. Run "npm run build" and start it again.')
  })
}

function refuse(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}
