import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'electron'
import { createEvents, preventable, strict } from './strict.ts'

const ROOT = join(import.meta.dirname, '../../..')
const EVENTS = ['web-contents-created', 'before-quit', 'second-instance', 'activate', 'window-all-closed']

export const appEvents = createEvents('app', EVENTS)
const paths: Record<string, string> = { appData: process.env['XDG_CONFIG_HOME'] ?? '/nonexistent' }
const state = { isReady: false, isSandboxed: false }

/** What Electron refuses, or does wrongly, before or after it is ready. */
export function checkReady(what: string, isReady: boolean): void {
  if (state.isReady !== isReady) throw new Error(`${what} ${isReady ? 'before' : 'after'} the app is ready`)
}

export function checkSandboxed(): void {
  if (!state.isSandboxed) throw new Error('A window without app.enableSandbox()')
}

const ready = new Promise<void>((resolve) => {
  setImmediate(() => {
    state.isReady = true
    resolve()
  })
})

export const app = strict('app', {
  on: appEvents.on,
  isPackaged: false,
  getAppPath: () => ROOT,
  getPath(name: string) {
    const path = paths[name]
    if (path === undefined) throw new Error(`The stand-in for Electron has no path ${name}`)
    return path
  },
  setPath(name: string, path: string) {
    checkReady('app.setPath', false)
    if (!existsSync(path)) throw new Error(`app.setPath: there is no folder ${path}`)
    paths[name] = path
  },
  enableSandbox() {
    checkReady('app.enableSandbox', false)
    state.isSandboxed = true
  },
  whenReady: () => ready,
  requestSingleInstanceLock: () => takeLock(paths['userData'] as string),
  quit() {
    const event = preventable({})
    appEvents.emit('before-quit', event)
    if (!event.defaultPrevented) process.exit(0)
  },
  exit: (code = 0) => process.exit(code),
} satisfies Pick<
  App,
  | 'on'
  | 'isPackaged'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'enableSandbox'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
>)

/** The first process writes down who it is; a later one tells it by a signal and is refused. */
function takeLock(folder: string): boolean {
  const file = join(folder, 'stand-in.lock')
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (owner && isAlive(owner)) {
    process.kill(owner, 'SIGUSR2')
    return false
  }
  writeFileSync(file, String(process.pid))
  process.on('exit', () => rmSync(file, { force: true }))
  process.on('SIGUSR2', () => appEvents.emit('second-instance', preventable({}), [], '', {}))
  return true
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
