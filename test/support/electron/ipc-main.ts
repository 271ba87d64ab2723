import type * as Electron from 'electron'
import { serve } from './browser.ts'
import { preventable, strict } from './strict.ts'
import { findWindow } from './window.ts'

type Handler = Parameters<Electron.IpcMain['handle']>[1]
const handlers = new Map<string, Handler>()

export const ipcMain = strict('ipcMain', {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`A second handler for ${channel}`)
    handlers.set(channel, handler)
  },
} satisfies Pick<Electron.IpcMain, 'handle'>)

/** What Electron tells of the frame that asks; null when it is gone by now. */
export interface AskingFrame {
  readonly origin: string
  readonly isMain: boolean
}

serve({
  invoke(id: number, frame: AskingFrame | null, channel: string, args: unknown[]) {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const senderFrame = frame && strict('senderFrame', { origin: frame.origin, parent: frame.isMain ? null : {} })
    const event = strict('event', preventable({ sender: findWindow(id).contents, senderFrame }))
    return handler(event as unknown as Electron.IpcMainInvokeEvent, ...args)
  },
})
