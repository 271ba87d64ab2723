import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Frame,
  type Page,
  type Request,
  type Route,
} from 'playwright-core'
import type { AskingFrame } from './ipc-main.ts'
import type { Wire } from './wire.ts'

const IN_PAGE = readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8')
/** `app://hearth/` is `https://hearth.app.invalid/` for the browser, which could not be taught a scheme. */
const CUSTOM = /^https:\/\/([\w-]+)\.app\.invalid(?=\/|$)/

const toBrowser = (url: string) => url.replace(/^app:\/\/([\w-]+)/, 'https://$1.app.invalid')
const fromBrowser = (url: string) => url.replace(CUSTOM, 'app://$1')

interface Window {
  readonly page: Page
  readonly partition: string
  /** What the app itself loads is no navigation of the page. */
  loading: string
}

/** Chromium as Electron would drive it: one context a session, one page a window. */
export interface Chromium {
  readonly handlers: Readonly<Record<string, (...args: never[]) => unknown>>
  page(id: number): Page | undefined
  close(): Promise<void>
}

export function createChromium(app: () => Wire): Chromium {
  const windows = new Map<number, Window>()
  const contexts = new Map<string, Promise<BrowserContext>>()
  let browser: Promise<Browser> | undefined

  function launch(): Promise<Browser> {
    browser ??= chromium.launch({
      executablePath: '/usr/bin/chromium',
      // The sandbox cannot be set up by root.
      chromiumSandbox: process.getuid?.() !== 0,
    })
    return browser
  }

  async function createContext(partition: string): Promise<BrowserContext> {
    // Whom to believe is asked for each connection, see `isTrusted`.
    const context = await (await launch()).newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
    context.setDefaultTimeout(20_000)
    await context.route(
      () => true,
      (route) => pass(partition, route).catch(() => undefined),
    )
    return context
  }

  async function pass(partition: string, route: Route): Promise<void> {
    const request = route.request()
    const frame = frameOf(request)
    const found = [...windows].find(([, { page }]) => page === frame?.page())
    if (!found || !frame) return route.abort()
    const [id, window] = found
    if (request.isNavigationRequest() && (await isPrevented(id, window, request, frame))) return route.abort('aborted')
    const url = fromBrowser(request.url())
    if (url === request.url()) return (await isTrusted(partition, url)) ? route.continue() : route.abort('failed')
    const answer = (await app().ask('custom', partition, url, request.method())) as Answer | null
    if (!answer) return route.abort('failed')
    const body = Buffer.from(answer.body, 'base64')
    return route.fulfill({ status: answer.status, headers: answer.headers, body })
  }

  async function isPrevented(id: number, window: Window, request: Request, frame: Frame): Promise<boolean> {
    const url = fromBrowser(request.url())
    const isMain = frame.parentFrame() === null
    if (isMain && window.loading === url) return false
    const ask = (event: string) => app().ask('navigate', id, event, url, isMain)
    return ((isMain && (await ask('will-navigate'))) || (await ask('will-frame-navigate'))) === true
  }

  async function isTrusted(partition: string, url: string): Promise<boolean> {
    const { protocol, hostname, port } = new URL(url)
    if (protocol !== 'https:') return true
    const certificate = await certificateOf(hostname, Number(port || 443)).catch(() => undefined)
    return certificate !== undefined && (await app().ask('verify', partition, hostname, certificate)) === 0
  }

  async function answer(id: number, frame: Frame, name: string, args: unknown[]): Promise<unknown> {
    const { partition } = windows.get(id) as Window
    const asking: AskingFrame = { origin: originOf(frame), isMain: frame.parentFrame() === null }
    const asked = { permission: args[0], url: fromBrowser(frame.url()), isMainFrame: asking.isMain }
    if (name === 'invoke') return app().ask('invoke', id, asking, ...args)
    if (name === 'request') return app().ask('requestPermission', partition, asked)
    if (name === 'check') return app().ask('checkPermission', partition, asked)
    if (name === 'copied') return app().ask('copied', args[0])
    if (name !== 'open') throw new Error(`nothing handles ${name}`)
    if (await app().ask('openWindow', id, fromBrowser(String(args[0])))) throw new Error('A window was opened')
    return null
  }

  return {
    handlers: {
      async open(id: number, partition: string, preload: string | null) {
        if (!contexts.has(partition)) contexts.set(partition, createContext(partition))
        const page = await (await (contexts.get(partition) as Promise<BrowserContext>)).newPage()
        windows.set(id, { page, partition, loading: '' })
        await page.exposeBinding('__standIn', ({ frame }, name: string, ...args: unknown[]) =>
          answer(id, frame, name, args),
        )
        const source = preload === null ? '' : readFileSync(preload, 'utf8')
        const inMainFrame = `if (isMain) ((require) => {${source}\n})(requireInPreload)`
        await page.addInitScript(`(() => {${IN_PAGE}\n${inMainFrame}})()`)
      },
      async load(id: number, url: string) {
        const window = windows.get(id) as Window
        window.loading = url
        await window.page.goto(toBrowser(url))
      },
      send: (id: number, channel: string, args: unknown[]) =>
        windows.get(id)?.page.evaluate(`window.__standInReceive?.(...${JSON.stringify([channel, args])})`),
      async close(id: number) {
        await windows.get(id)?.page.close()
        windows.delete(id)
      },
    },
    page: (id) => windows.get(id)?.page,
    close: async () => (await browser)?.close(),
  }
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** Throws for a service worker's request, which has no frame. */
function frameOf(request: Request): Frame | undefined {
  try {
    return request.frame()
  } catch {
    return undefined
  }
}

function originOf(frame: Frame): string {
  const url = URL.parse(frame.url())
  return url ? fromBrowser(url.origin) : 'null'
}

/** What the server shows, whoever signed it: judging it is the app's business. */
function certificateOf(hostname: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate()
      socket.end()
      resolve(new X509Certificate(raw).toString())
    })
    socket.on('error', reject)
  })
}
