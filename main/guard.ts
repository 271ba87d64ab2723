import { app, type Session, shell, type WebContents } from 'electron'
import { originOf } from './origin.ts'

/** The origin that the pages of a window may not leave. Links to elsewhere open in the person's own browser. */
type Home = () => string | undefined

type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1]

const homes = new WeakMap<WebContents, Home>()
/** What a browser or mail program may be handed. A `file:` or a program's own scheme can run things. */
const OUTSIDE: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:'])

/** From now on no window leaves its home, opens another, or holds a webview. A window without a home goes nowhere. */
export function guardWindows(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stayHome = (details: { readonly url: string; preventDefault(): void }) => {
      const home = homes.get(contents)?.()
      if (home === undefined || originOf(details.url) !== home) details.preventDefault()
    }
    contents.on('will-navigate', stayHome)
    contents.on('will-redirect', stayHome)
    contents.on('will-frame-navigate', stayHome)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (homes.has(contents)) openOutside(url)
      return { action: 'deny' }
    })
  })
}

export function settle(contents: WebContents, home: Home): void {
  homes.set(contents, home)
}

function openOutside(address: string): void {
  const url = URL.parse(address)
  if (url && OUTSIDE.has(url.protocol)) void shell.openExternal(url.href).catch(() => undefined)
}

/** Electron grants whatever is not refused: here everything is, but for `granted` to the pages of `home`. */
export function limitPermissions(
  session: Session,
  home: () => string | undefined,
  granted: readonly Permission[],
): void {
  const isGranted = (permission: Permission, address: string | undefined) => {
    const origin = originOf(address)
    return granted.includes(permission) && origin !== undefined && origin === home()
  }
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(details.isMainFrame && isGranted(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
}
