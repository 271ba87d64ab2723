import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { type Desktop, type DesktopOptions, environment, type Recorded, ROOT, type WindowName } from './desktop.ts'

const RECORDER = join(import.meta.dirname, 'recorder.cjs')

/** The same app in a real Electron. Written without one at hand: its first run is its first proof. */
export async function startInElectron(executablePath: string, options: DesktopOptions): Promise<Desktop> {
  const { data, args = [], home, endsAtOnce = false } = options
  const command = [ROOT, '--data', data, ...args]
  const env = environment(home)
  // Playwright waits for an inspector, which such a process never opens.
  if (endsAtOnce) return watch(spawn(executablePath, command, { env })) as Desktop
  const app = await _electron.launch({ executablePath, args: ['-r', RECORDER, ...command], env })
  const watched = watch(app.process())
  const { process: child, ended } = watched
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  })
  const find = (name: WindowName) =>
    app.windows().find((page) => (name === 'admin') === page.url().startsWith('app:')) as Page
  const record = (call: string) => evaluate(app, `globalThis.hearthRecorder.${call}`)
  return {
    ...watched,
    forge: undefined,
    async window(name) {
      await expect.poll(() => find(name)).toBeTruthy()
      return find(name)
    },
    isVisible: async (name) => (await app.browserWindow(find(name))).evaluate((window) => window.isVisible()),
    closeWindow: async (name) => (await app.browserWindow(find(name))).evaluate((window) => window.close()),
    recorded: async () => (await record('recorded()')) as Recorded,
    clickTray: async (label) => void (await record(`clickTray(${JSON.stringify(label)})`)),
    clickMenu: async (menu, label) =>
      void (await record(`clickMenu(${JSON.stringify(menu)}, ${JSON.stringify(label)})`)),
    quitByDesktop: () => app.evaluate((electron) => electron.app.quit()),
    clickNotice: async (index) => void (await record(`clickNotice(${index})`)),
  }
}

function evaluate(app: ElectronApplication, code: string): Promise<unknown> {
  // biome-ignore lint/security/noGlobalEval: in the app's process, which is no page
  return app.evaluate((_electron, text) => eval(text) as unknown, code)
}

type Watched = Pick<Desktop, 'process' | 'ended' | 'stdout' | 'stderr'>

function watch(child: ChildProcess): Watched {
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (said.stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (said.stderr += String(chunk)))
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  return { process: child, ended, stdout: () => said.stdout, stderr: () => said.stderr }
}
