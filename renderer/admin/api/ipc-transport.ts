import type { Shell } from '../../../server/contract/shell.ts'
import { type AdminTransport, Unreachable } from './transport.ts'

/** Admin operations over the desktop app's own channel. Its window stands at the machine itself: nobody signs in. */
export function ipcTransport(shell: Shell): AdminTransport {
  return {
    send: (operation, input) =>
      shell.admin(operation, input).catch((cause: unknown) => {
        throw new Unreachable('no answer', { cause })
      }),
  }
}
