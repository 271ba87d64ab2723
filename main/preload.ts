import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { AdminReply } from '../server/contract/admin/reply.ts'
import { SHELL_CHANNELS as channels, type Shell, type ShellState } from '../server/contract/shell.ts'

const invoke = (channel: string, ...args: string[]) => ipcRenderer.invoke(channel, ...args) as Promise<unknown>

/** Named functions only: with ipcRenderer itself a script in the page could use every channel there is. */
const shell: Shell = {
  async admin(operation, input) {
    const text = toJson(input)
    if (text === undefined) return NOT_JSON
    return JSON.parse((await invoke(channels.admin, String(operation), text)) as string) as AdminReply
  },
  state: () => invoke(channels.state) as Promise<ShellState>,
  onState(listener) {
    // Not the event itself: its `sender` is ipcRenderer.
    const pass = (_event: IpcRendererEvent, state: ShellState) => listener(state)
    ipcRenderer.on(channels.stateChanged, pass)
    return () => void ipcRenderer.off(channels.stateChanged, pass)
  },
  start: async () => void (await invoke(channels.start)),
  quit: async () => void (await invoke(channels.quit)),
  openChat: async () => void (await invoke(channels.openChat)),
}

const NOT_JSON: AdminReply = { ok: false, error: { code: 'INVALID_JSON', message: 'The input cannot be JSON.' } }

function toJson(input: unknown): string | undefined {
  try {
    return JSON.stringify(input ?? {})
  } catch {
    return undefined
  }
}

contextBridge.exposeInMainWorld('hearth', shell)
