import type { AdminReply } from '../../../server/contract/admin/reply.ts'
import type { ErrorCode } from '../../../server/contract/errors.ts'
import { type AdminTransport, Unreachable } from './transport.ts'

/** Making keys on a slow computer is the longest that an operation takes. */
const ANSWER_MS = 60_000

/** Admin operations over HTTPS, with the session cookie that only the browser sees. */
export const httpsTransport: AdminTransport = {
  send: (operation, input) => post(operation, input),
}

/** Turns the token of a one-time link into a session of this browser. */
export function exchangeToken(token: string): Promise<AdminReply> {
  return post('session', { token })
}

async function post(path: string, body: unknown): Promise<AdminReply> {
  const response = await fetch(`/admin/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    cache: 'no-store',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((cause: unknown) => {
    throw new Unreachable('no answer', { cause })
  })
  const reply: unknown = await response.json().catch((cause: unknown) => {
    throw new Unreachable(`not an answer of Hearth: HTTP ${response.status}`, { cause })
  })
  return toReply(reply)
}

/** Refusals from before the dispatcher (limits, wrong origin) have the shape of the chat API's errors. */
function toReply(answer: unknown): AdminReply {
  if (typeof answer === 'object' && answer !== null) {
    if ('ok' in answer) return answer as AdminReply
    if ('code' in answer && 'msg' in answer) {
      return { ok: false, error: { code: answer.code as ErrorCode, message: String(answer.msg) } }
    }
  }
  throw new Unreachable('not an answer of Hearth')
}
