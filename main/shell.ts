import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { serveAppScheme } from './app-scheme.ts'
import { electronHost, profileName } from './electron-host.ts'
import { createHosting } from './hosting.ts'
import { serveIpc } from './ipc.ts'
import { createLoginItem } from './login-item.ts'
import { setMenu } from './menu.ts'
import { createNotices, notify } from './notices.ts'
import type { ShellOptions } from './options.ts'
import { stopOnEvents } from './stop-on-events.ts'
import { createTray, type HearthTray } from './tray.ts'
import { createWindows, type Windows } from './windows.ts'

/** Everything has its own deadline; this one is for what none of them foresaw. */
const LONGEST_STOP = 9800

/** The desktop app: the host in this process, and a window, a tray icon and notices for it. */
export function runShell(options: ShellOptions): void {
  let isQuitting = false
  let tray: HearthTray | undefined
  let windows: Windows | undefined
  const openAdmin = () => windows?.showAdmin()
  const openChat = () => windows?.showChat()
  const notices = createNotices(openAdmin)
  const host = electronHost(options.data, (report) => {
    notices.onService(report)
    tray?.onService(report)
  })
  const hosting = createHosting(host, options, () => quit('asked for by an administrator'))

  /** First the host, then the process: Postgres must not lose its keeper in the middle of a write. */
  function quit(reason: string, code = 0): void {
    if (isQuitting) return
    isQuitting = true
    hosting.log(`Quitting: ${reason}`)
    setTimeout(() => app.exit(1), LONGEST_STOP).unref()
    void hosting.stop().finally(() => app.exit(code))
  }

  app.on('before-quit', (event) => {
    event.preventDefault()
    quit('asked for by the desktop')
  })
  app.on('second-instance', openAdmin)
  app.on('activate', openAdmin)
  // Without a listener the last closed window would end the app.
  app.on('window-all-closed', () => undefined)

  void app.whenReady().then(() => {
    stopOnEvents(quit, (error) => hosting.log('An unexpected error', error))
    serveAppScheme(host.webRoot)
    windows = createWindows({ hosting, onHidden: () => tellOfTray(openAdmin), isQuitting: () => isQuitting })
    const acts = { openAdmin, openChat, quit: () => quit('asked for by the person at the computer') }
    serveIpc({ hosting, admin: windows.admin, ...acts })
    hosting.onChange(notices.onState)
    setMenu(acts)
    const id = options.data === undefined ? '' : profileName(options.data)
    tray = createTray({ hosting, loginItem: createLoginItem(options.data, id), ...acts })
    if (!options.hidden) openAdmin()
    void hosting.start()
  })
}

/** Once an account: who knows it need not be told at each closing. */
function tellOfTray(onClick: () => void): void {
  const told = join(app.getPath('userData'), 'told-of-tray')
  if (existsSync(told)) return
  try {
    writeFileSync(told, '')
  } catch {
    // On a full disk it is told once more; an error here would stop the host.
  }
  notify(
    'Hearth goes on',
    'People can use the chat as before. Its icon beside the clock, or starting Hearth again, brings the window back.',
    onClick,
  )
}
