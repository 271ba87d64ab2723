import type { AdminReply } from '../../../server/contract/admin/reply.ts'

/** How admin operations reach the host: HTTPS in a browser, IPC in the desktop app. The rest of the GUI sees no difference. */
export interface AdminTransport {
  /**
   * Runs `operation` with `input` (JSON).
   * @throws {Unreachable}
   */
  send(operation: string, input: unknown): Promise<AdminReply>
}

/** No answer came: the host is away, or the network is. Whether the operation ran is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}
