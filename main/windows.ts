import { join } from 'node:path'
import { BrowserWindow, nativeTheme, session, type WebPreferences } from 'electron'
import { guardWindows, limitPermissions, settle } from './guard.ts'
import type { Hosting } from './hosting.ts'
import { ADMIN_ORIGIN, originOf } from './origin.ts'
import { isIssuedFor } from './trust.ts'

/** Written down although they are Electron's defaults: a changed default must not open us. */
const SAFE: WebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: true,
}
/** `--ground` of the tokens: no flash before the page has drawn. */
const GROUND = { light: '#f1eeeb', dark: '#13100f' }

export interface Windows {
  /** Shows the administration, made when there is none. */
  showAdmin(): void
  /** Of the administration, while there is a window of it. */
  admin(): BrowserWindow | undefined
  showChat(): void
}

interface WindowOptions {
  readonly hosting: Hosting
  /** The administration's window was closed by its person: it is hidden, and the host goes on. */
  readonly onHidden: () => void
  readonly isQuitting: () => boolean
}

/** Two windows: the administration from our own scheme over IPC, the chat as in a browser. */
export function createWindows({ hosting, onHidden, isQuitting }: WindowOptions): Windows {
  let admin: BrowserWindow | undefined
  let chat: BrowserWindow | undefined
  guardWindows()
  limitPermissions(session.defaultSession, () => ADMIN_ORIGIN, ['clipboard-sanitized-write'])
  const chatOrigin = () => originOf(hosting.served?.url)
  const chatSession = createChatSession(hosting, chatOrigin)
  // With `--port 0` the next start has another address.
  hosting.onChange(({ phase }) => {
    if (phase === 'running' && chat && originOf(chat.webContents.getURL()) !== chatOrigin()) loadChat(chat)
  })

  function openAdmin(): BrowserWindow {
    const preload = join(import.meta.dirname, 'preload.cjs')
    const window = openWindow({ width: 1180, height: 800 }, { preload })
    settle(window.webContents, () => ADMIN_ORIGIN)
    window.on('close', (event) => {
      if (isQuitting()) return
      event.preventDefault()
      window.hide()
      onHidden()
    })
    window.on('closed', () => (admin = undefined))
    load(window, `${ADMIN_ORIGIN}/admin/index.html`)
    return window
  }

  function openChat(): BrowserWindow {
    const window = openWindow({ width: 1360, height: 880 }, { session: chatSession })
    settle(window.webContents, chatOrigin)
    window.on('closed', () => (chat = undefined))
    loadChat(window)
    return window
  }

  function loadChat(window: BrowserWindow): void {
    if (hosting.served) load(window, `${hosting.served.url}/`)
  }

  return {
    admin: () => admin,
    showAdmin: () => bringUp((admin ??= openAdmin())),
    showChat() {
      if (hosting.served) bringUp((chat ??= openChat()))
    },
  }
}

/** A page of the network, in a profile of its own that knows neither the administration's scheme nor its preload. */
function createChatSession(hosting: Hosting, origin: () => string | undefined) {
  const own = session.fromPartition('persist:chat')
  limitPermissions(own, origin, ['notifications', 'clipboard-sanitized-write'])
  // 0 accepts and -2 refuses; -3 would ask the system, whose authorities have no business here.
  own.setCertificateVerifyProc(({ certificate, hostname }, answer) => {
    const { served } = hosting
    answer(served && isIssuedFor(certificate.data, hostname, served.authority) ? 0 : -2)
  })
  return own
}

function openWindow(size: { width: number; height: number }, preferences: WebPreferences): BrowserWindow {
  const window = new BrowserWindow({
    ...size,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Hearth',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: { ...SAFE, ...preferences },
  })
  return window
}

/** A page that cannot be loaded shows why, or is loaded again; nothing else depends on it. */
function load(window: BrowserWindow, url: string): void {
  void window.loadURL(url).catch(() => undefined)
}

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
