import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import type { AdminReply } from '../server/contract/admin/reply.ts'
import { SHELL_CHANNELS } from '../server/contract/shell.ts'
import { failure } from '../server/shell.ts'
import type { Hosting } from './hosting.ts'
import { ADMIN_ORIGIN } from './origin.ts'

const MAX_INPUT = 1024 * 1024
const noArguments = z.tuple([])
const adminArguments = z.tuple([z.string().max(100), z.string()])

interface IpcOptions {
  readonly hosting: Hosting
  readonly admin: () => BrowserWindow | undefined
  readonly openChat: () => void
  readonly quit: () => void
}

/** What the administration's page may ask of this process, and nobody else. */
export function serveIpc({ hosting, admin, openChat, quit }: IpcOptions): void {
  const handle = (channel: string, answer: (args: unknown[]) => unknown) =>
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      if (!isFrom(admin(), event)) throw new Error('Only the administration of Hearth may ask this.')
      return answer(args)
    })
  const handlePlain = (channel: string, answer: () => unknown) =>
    handle(channel, (args) => {
      noArguments.parse(args)
      return answer()
    })

  handle(SHELL_CHANNELS.admin, async (args) => JSON.stringify(await runOperation(hosting, args)))
  handlePlain(SHELL_CHANNELS.state, () => hosting.state)
  handlePlain(SHELL_CHANNELS.start, () => void hosting.start())
  handlePlain(SHELL_CHANNELS.quit, quit)
  handlePlain(SHELL_CHANNELS.openChat, openChat)
  hosting.onChange((state) => admin()?.webContents.send(SHELL_CHANNELS.stateChanged, state))
}

/** A frame that is gone is null; a frame inside the page, or a page that is not ours, is nobody we know. */
function isFrom(window: BrowserWindow | undefined, { sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return (
    window !== undefined &&
    sender === window.webContents &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === ADMIN_ORIGIN
  )
}

async function runOperation(hosting: Hosting, args: unknown[]): Promise<AdminReply> {
  const parsed = adminArguments.safeParse(args)
  if (!parsed.success) return failure('BAD_REQUEST', 'An operation is its name and its input as JSON text.')
  const [operation, text] = parsed.data
  if (Buffer.byteLength(text) > MAX_INPUT) return failure('PAYLOAD_TOO_LARGE', 'The input is larger than 1 MiB.')
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    return failure('INVALID_JSON', 'The input is not JSON.')
  }
  return hosting.admin(operation, input)
}
