import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { createChromium } from './chromium.ts'
import { type Desktop, type DesktopOptions, environment, type Recorded, ROOT, type WindowName } from './desktop.ts'
import { createWire } from './wire.ts'

const REGISTER = join(import.meta.dirname, 'register.ts')
const OF_ADMIN = 'app:'

interface Known {
  readonly id: number
  readonly isVisible: boolean
  readonly url: string
}

/** The unmodified `dist/main` in plain Node, whose `electron` is the stand-in of this folder. */
export async function startInStandIn({ data, args = [], home }: DesktopOptions): Promise<Desktop> {
  const main = join(ROOT, 'dist/main/index.js')
  const child = spawn(process.execPath, ['--import', REGISTER, main, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...environment(home), HEARTH_PARENT: 'ipc' },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (said.stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (said.stderr += String(chunk)))
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)

  const browser = createChromium(() => app)
  const app = createWire(
    {
      send: (message) => void (child.connected && child.send(message, () => undefined)),
      onMessage: (listener) => void child.on('message', listener),
    },
    browser.handlers,
  )
  void ended.then((how) => app.end(`The app has ended with ${how}: ${said.stderr}`))
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
    await browser.close()
  })

  async function find(name: WindowName): Promise<Known | undefined> {
    const known = (await app.ask('windows')) as Known[]
    return known.find(({ url }) => (name === 'admin') === url.startsWith(OF_ADMIN))
  }
  async function idOf(name: WindowName): Promise<number> {
    const found = await find(name)
    if (!found) throw new Error(`There is no window of the ${name}`)
    return found.id
  }
  const partitionOf = (name: WindowName) => (name === 'admin' ? '' : 'persist:chat')

  return {
    process: child,
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async window(name) {
      await expect.poll(async () => browser.page((await find(name))?.id ?? 0)).toBeTruthy()
      return browser.page(await idOf(name)) as NonNullable<ReturnType<typeof browser.page>>
    },
    isVisible: async (name) => (await find(name))?.isVisible ?? false,
    closeWindow: async (name) => void (await app.ask('closeWindow', await idOf(name))),
    recorded: async () => (await app.ask('recorded')) as Recorded,
    clickTray: async (label) => void (await app.ask('clickTray', label)),
    clickMenu: async (menu, label) => void (await app.ask('clickMenu', menu, label)),
    // It may end before it can answer.
    quitByDesktop: async () => void (await app.ask('quitByDesktop').catch(() => undefined)),
    clickNotice: async (index) => void (await app.ask('clickNotice', index)),
    forge: {
      async custom(name, url, method = 'GET') {
        const answer = (await app.ask('custom', partitionOf(name), url, method)) as { status: number } | null
        return answer?.status ?? null
      },
      invoke: async (name, frame, channel, ...given) => app.ask('invoke', await idOf(name), frame, channel, given),
      navigate: async (name, event, url, isMainFrame = true) =>
        (await app.ask('navigate', await idOf(name), event, url, isMainFrame)) as boolean,
      opensWindow: async (name, url) => (await app.ask('openWindow', await idOf(name), url)) as boolean,
      requestPermission: async (name, permission, url, isMainFrame = true) =>
        (await app.ask('requestPermission', partitionOf(name), { permission, url, isMainFrame })) as boolean,
      checkPermission: async (name, permission, url) =>
        (await app.ask('checkPermission', partitionOf(name), { permission, url, isMainFrame: true })) as boolean,
    },
  }
}
