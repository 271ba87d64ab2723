import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import type { AdminReply } from '../contract/admin/reply.ts'
import type { Log } from '../lib/log.ts'
import { type Dispatch, failure } from './dispatch.ts'

const MAX_REQUEST = 1024 * 1024
const IDLE_TIME = 60_000

/**
 * Serves admin operations to this account on a unix socket (0600 in a 0700 folder) or a named pipe.
 * A connection is one line of JSON `{operation, input}` and one line with the AdminReply.
 * The caller holds the data folder's lock, so a socket file that is still there is a dead host's.
 */
export async function serveAdminSocket(
  path: string,
  dispatch: Dispatch,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const isPipe = process.platform === 'win32'
  if (!isPipe) await rm(path, { force: true })
  // A caller may send its line and close its half at once.
  const server = createServer({ allowHalfOpen: true }, (socket) => serve(socket, dispatch, log))
  await listen(server, path)
  if (!isPipe) await chmod(path, 0o600)
  return {
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function serve(socket: Socket, dispatch: Dispatch, log: Log): void {
  let text = ''
  let answered = false
  socket.setEncoding('utf8').setTimeout(IDLE_TIME, () => socket.destroy())
  // A caller that went away is nobody's problem.
  socket.on('error', () => socket.destroy())
  const answer = (reply: AdminReply) => void socket.end(`${JSON.stringify(reply)}\n`)
  socket.on('data', (chunk: string) => {
    if (answered) return
    text += chunk
    const end = text.indexOf('\n')
    if (end < 0 && text.length <= MAX_REQUEST) return
    answered = true
    const request = end < 0 ? undefined : parse(text.slice(0, end))
    if (!request) return answer(failure('BAD_REQUEST', 'The request is not a line of JSON.'))
    dispatch({ kind: 'host' }, request.operation, request.input).then(answer, (error: unknown) => {
      log.error({ err: error }, 'An admin request could not be answered')
      socket.destroy()
    })
  })
  socket.on('end', () => {
    if (!answered) socket.end()
  })
}

function parse(line: string): { operation: string; input: unknown } | undefined {
  try {
    const { operation, input = {} } = JSON.parse(line) as { operation?: unknown; input?: unknown }
    return typeof operation === 'string' ? { operation, input } : undefined
  } catch {
    return undefined
  }
}
