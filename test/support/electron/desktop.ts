import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { AskingFrame } from './ipc-main.ts'

export const ROOT = join(import.meta.dirname, '../../..')

export type WindowName = 'admin' | 'chat'

export interface Recorded {
  readonly trays: readonly {
    readonly image: string
    readonly tooltip: string
    readonly items: readonly { readonly label: string; readonly enabled: boolean; readonly checked: boolean | null }[]
  }[]
  readonly notices: readonly { readonly title: string; readonly body: string }[]
  /** Addresses given to the person's own browser. */
  readonly opened: readonly string[]
  /** The newest text on the clipboard. */
  readonly copied: string
}

/** Calls that a page cannot make, only a renderer that was taken over, or one that lies. Not in the real Electron. */
export interface Forge {
  invoke(window: WindowName, frame: AskingFrame | null, channel: string, ...args: unknown[]): Promise<unknown>
  /** @returns whether it was prevented */
  navigate(window: WindowName, event: string, url: string, isMainFrame?: boolean): Promise<boolean>
  /** Whether `window.open` would open a window of the app. */
  opensWindow(window: WindowName, url: string): Promise<boolean>
  requestPermission(window: WindowName, permission: string, url: string, isMainFrame?: boolean): Promise<boolean>
  checkPermission(window: WindowName, permission: string, url: string): Promise<boolean>
  /** @returns the status of what the window's session has at an address of our scheme; null: it knows no such scheme */
  custom(window: WindowName, url: string, method?: string): Promise<number | null>
}

/** The desktop app as a process of its own, with what a person sees of it and does to it. */
export interface Desktop {
  readonly process: ChildProcess
  readonly forge: Forge | undefined
  /** Waits until there is that window. */
  window(name: WindowName): Promise<Page>
  isVisible(name: WindowName): Promise<boolean>
  /** By the button of its frame. */
  closeWindow(name: WindowName): Promise<void>
  recorded(): Promise<Recorded>
  clickTray(label: string): Promise<void>
  clickMenu(menu: string, label: string): Promise<void>
  clickNotice(index: number): Promise<void>
  /** As the system does when the session ends, or macOS by its own menu. */
  quitByDesktop(): Promise<void>
  stdout(): string
  stderr(): string
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>
}

export interface DesktopOptions {
  readonly data: string
  /** A start that is expected to end before it has a window. */
  readonly endsAtOnce?: boolean
  /** More of the command line. */
  readonly args?: readonly string[]
  /** A home for settings, shared by those that are to meet. */
  readonly home: string
}

/** For both: a home of its own, no keyring, and an end when the test's process ends. */
export function environment(home: string): Record<string, string> {
  const { DISPLAY, PATH = '', WAYLAND_DISPLAY } = process.env
  return {
    ...{ PATH, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), LANG: 'C.UTF-8' },
    ...(DISPLAY && { DISPLAY }),
    ...(WAYLAND_DISPLAY && { WAYLAND_DISPLAY }),
  }
}
