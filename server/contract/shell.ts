import type { AdminReply } from './admin/reply.ts'

/** How the host in the desktop app is doing, as a whole. */
export type ShellState =
  | { readonly phase: 'starting' | 'running' | 'stopping' | 'stopped' }
  /** The start failed; `sentence` says why and what to do. */
  | { readonly phase: 'failed'; readonly sentence: string }

/** What the desktop app's administration window finds as `window.hearth`; a browser has none. */
export interface Shell {
  /** Runs an admin operation; `input` is what JSON can say. */
  admin(operation: string, input: unknown): Promise<AdminReply>
  state(): Promise<ShellState>
  /** @returns ends the subscription */
  onState(listener: (state: ShellState) => void): () => void
  /** Starts a host that is stopped or could not start. */
  start(): Promise<void>
  quit(): Promise<void>
  /** Opens the chat in a window of its own. */
  openChat(): Promise<void>
}

/** Between preload and main process. Admin operations and their replies travel as JSON text. */
export const SHELL_CHANNELS = {
  admin: 'hearth:admin',
  state: 'hearth:state',
  stateChanged: 'hearth:state-changed',
  start: 'hearth:start',
  quit: 'hearth:quit',
  openChat: 'hearth:open-chat',
} as const
