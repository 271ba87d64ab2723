import type * as Electron from 'electron'
import { appEvents, checkSandboxed } from './app.ts'
import { browser, serve } from './browser.ts'
import { partitionOf } from './session.ts'
import { checkKeys, createEvents, type Events, preventable, strict } from './strict.ts'

const MUST_BE: Readonly<Record<string, boolean>> = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
}
const MAY_BE_FALSE = ['nodeIntegrationInSubFrames', 'nodeIntegrationInWorker', 'webviewTag']
const OPTIONS = ['width', 'height', 'minWidth', 'minHeight', 'show', 'title', 'autoHideMenuBar', 'backgroundColor']
const CONTENTS_EVENTS = ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']

interface OpenWindow {
  readonly contents: Electron.WebContents
  readonly events: Events
  readonly contentsEvents: Events
  readonly close: () => void
  isVisible: boolean
  url: string
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined
}
const windows = new Map<number, OpenWindow>()
let lastId = 0

export function findWindow(id: number): OpenWindow {
  const found = windows.get(id)
  if (!found) throw new Error(`There is no window ${id}`)
  return found
}

function checkSafe(preferences: Electron.WebPreferences): void {
  checkSandboxed()
  checkKeys('web preference', preferences, [
    ...Object.keys(MUST_BE),
    ...MAY_BE_FALSE,
    ...['preload', 'session', 'spellcheck'],
  ])
  const given = preferences as Record<string, unknown>
  const bad = [
    ...Object.keys(MUST_BE).filter((key) => given[key] !== MUST_BE[key]),
    ...MAY_BE_FALSE.filter((key) => given[key] !== undefined && given[key] !== false),
  ]
  if (bad.length > 0) throw new Error(`Insecure web preferences: ${bad.join(', ')}`)
}

function createContents(id: number, record: () => OpenWindow, events: Events): Electron.WebContents {
  return strict('webContents', {
    id,
    on: events.on,
    getURL: () => record().url,
    send: (channel: string, ...args: unknown[]) => void browser.ask('send', id, channel, args).catch(() => undefined),
    setWindowOpenHandler: (handler: OpenWindow['openHandler']) => {
      record().openHandler = handler
    },
  } satisfies Pick<
    Electron.WebContents,
    'id' | 'on' | 'getURL' | 'send' | 'setWindowOpenHandler'
  >) as unknown as Electron.WebContents
}

export class BrowserWindow {
  constructor({ webPreferences = {}, ...options }: Electron.BrowserWindowConstructorOptions) {
    checkKeys('window option', options, OPTIONS)
    checkSafe(webPreferences)
    const id = ++lastId
    const partition = partitionOf(webPreferences.session)
    const events = createEvents('BrowserWindow', ['close', 'closed'])
    const contentsEvents = createEvents('webContents', CONTENTS_EVENTS)
    const contents = createContents(id, () => record, contentsEvents)
    const close = () => {
      const event = preventable({})
      events.emit('close', event)
      if (event.defaultPrevented) return
      windows.delete(id)
      void browser.ask('close', id)
      events.emit('closed')
      if (windows.size === 0) appEvents.emit('window-all-closed')
    }
    const record: OpenWindow = {
      ...{ contents, events, contentsEvents, close, openHandler: undefined, url: '' },
      isVisible: options.show !== false,
    }
    windows.set(id, record)
    const opening = browser.ask('open', id, partition, webPreferences.preload ?? null)
    appEvents.emit('web-contents-created', preventable({}), contents)
    // biome-ignore lint/correctness/noConstructorReturn: the real object is behind the one that refuses unknown members
    return strict('BrowserWindow', {
      on: events.on,
      webContents: contents,
      async loadURL(url: string) {
        record.url = url
        await opening
        await browser.ask('load', id, url)
      },
      show: () => {
        record.isVisible = true
      },
      hide: () => {
        record.isVisible = false
      },
      focus: () => undefined,
      isMinimized: () => false,
      restore: () => undefined,
    } satisfies Pick<
      Electron.BrowserWindow,
      'on' | 'webContents' | 'loadURL' | 'show' | 'hide' | 'focus' | 'isMinimized' | 'restore'
    >)
  }
}

serve({
  windows: () => [...windows].map(([id, { isVisible, url }]) => ({ id, isVisible, url })),
  /** The button of the window's frame. */
  closeWindow: (id: number) => findWindow(id).close(),
  /** @returns whether somebody prevented it */
  navigate(id: number, event: string, url: string, isMainFrame: boolean) {
    const details = preventable({ url, isMainFrame, isSameDocument: false })
    findWindow(id).contentsEvents.emit(event, details)
    return details.defaultPrevented
  },
  /** @returns whether a window may open; Electron opens one unless a handler says no */
  openWindow: (id: number, url: string) =>
    findWindow(id).openHandler?.({ url } as Electron.HandlerDetails).action !== 'deny',
})
