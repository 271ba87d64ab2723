import type { IncomingMessage } from 'node:http'
import { Gate } from '../gate.ts'
import type { AllowList } from './allow-list.ts'
import { OutgoingError, toOutgoingError } from './errors.ts'
import { ENCODINGS } from './read-body.ts'
import { sendRequest } from './send-request.ts'
import { findTarget, type Resolve, resolveBySystem, type Target } from './target.ts'

/** What the guard lets through, besides public addresses. */
export interface Guard {
  /** Addresses that an administrator opened; without it none but public ones are called. */
  readonly allow?: AllowList
  readonly resolve?: Resolve
}

export interface Call extends Guard {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Longest wait for the next byte. */
  readonly silenceMs?: number
  readonly maxRedirects?: number
}

/** An answer whose body is still to be read, or destroyed, and where it came from at last. */
export interface Answer {
  readonly response: IncomingMessage
  readonly target: Target
}

const SILENCE_MS = 5_000
const REDIRECTS = 3
/** What one other side may have of this host's connections is the callers' business; together they have so many. */
export const gate = new Gate(32, 1_000, () => new OutgoingError('busy', 'Too much is being fetched already'))
/** What belongs to the place that it was meant for. */
const PERSONAL = /^(authorization|cookie|proxy-authorization)$/i

/**
 * Asks the address, and wherever it leads to: each is checked as the first was. The signal ends the reading of the body, too.
 * @throws {OutgoingError}
 */
export async function follow(url: string, call: Call, signal: AbortSignal): Promise<Answer> {
  const { resolve = resolveBySystem, allow } = call
  signal.throwIfAborted()
  let request = toRequest(call)
  let target = await findTarget(url, resolve, allow)
  for (let left = call.maxRedirects ?? (request.body ? 0 : REDIRECTS); ; left--) {
    const response = await sendRequest(target, { ...request, signal, silenceMs: call.silenceMs ?? SILENCE_MS })
    const next = redirectOf(response, target)
    if (!next) return { response, target }
    response.destroy()
    if (left === 0) throw new OutgoingError('redirect', 'The other side leads on and on')
    request = redirected(request, response.statusCode, next.origin === target.url.origin)
    target = await findTarget(next, resolve, allow)
    signal.throwIfAborted()
  }
}

type Request = Pick<Parameters<typeof sendRequest>[1], 'method' | 'headers' | 'body'>

function toRequest({ method, body, headers = {} }: Call): Request {
  const bytes = body === undefined ? undefined : Buffer.from(body)
  const length: Record<string, string> = bytes ? { 'content-length': String(bytes.length) } : {}
  return {
    method: method ?? 'GET',
    headers: { accept: '*/*', 'accept-encoding': ENCODINGS, 'user-agent': 'Hearth', ...headers, ...length },
    body: bytes,
  }
}

/** Where the answer points to; undefined when it is the answer itself. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage, { url }: Target): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined
  if (!URL.canParse(headers.location, url.href)) throw new OutgoingError('redirect', 'The other side leads nowhere')
  const next = new URL(headers.location, url)
  if (url.protocol === 'https:' && next.protocol === 'http:') {
    throw new OutgoingError('blocked', 'The other side leads from an encrypted address to an open one')
  }
  return next
}

/** @throws {OutgoingError} when the body would go to somebody whom it was not meant for */
function redirected({ method, headers, body }: Request, status: number | undefined, isSameOrigin: boolean): Request {
  const kept = Object.entries(headers).filter(([name]) => isSameOrigin || !PERSONAL.test(name))
  if (body === undefined) return { method, headers: Object.fromEntries(kept), body }
  if (status === 307 || status === 308) {
    if (!isSameOrigin) throw new OutgoingError('redirect', 'The other side leads to somebody else')
    return { method, headers, body }
  }
  const plain = kept.filter(([name]) => !name.toLowerCase().startsWith('content-'))
  return { method: 'GET', headers: Object.fromEntries(plain), body: undefined }
}

/** Asking for a name cannot be broken off; what comes of it later is not looked at. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(toOutgoingError(signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
  })
}
