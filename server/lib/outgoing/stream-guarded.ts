import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { pipeline, type Readable, Transform } from 'node:stream'
import { OutgoingError, toOutgoingError } from './errors.ts'
import { type Call, follow, gate, orAborted } from './follow.ts'

export interface GuardedStream extends Omit<Call, 'method' | 'body' | 'silenceMs'> {
  /** Of the body. */
  readonly maxBytes: number
  /** Until the answer begins, redirects included. */
  readonly headMs: number
  /** After so long without a byte it ends, be it that none comes or that nobody takes them. */
  readonly idleMs: number
  /** Ends it, whatever it is at. */
  readonly signal: AbortSignal
}

export interface Streamed {
  /** Whatever the other side said: a refusal is an answer, too. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As it comes, no faster than it is read. To be read or destroyed, which ends the call. */
  readonly body: Readable
}

/**
 * `fetchGuarded` for what is too long to be held: the same addresses are refused, and nothing is unpacked. How many bodies
 * may be open at once is the caller's business.
 * @throws {OutgoingError} as long as there is no answer; later its body ends with one
 */
export async function streamGuarded(
  url: string,
  { headMs, idleMs, maxBytes, ...call }: GuardedStream,
): Promise<Streamed> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('The other side took too long', 'TimeoutError')), headMs)
  const signal = AbortSignal.any([late.signal, call.signal])
  const headers = { ...call.headers, 'accept-encoding': 'identity' }
  try {
    const work = () => orAborted(follow(url, { ...call, headers, silenceMs: idleMs }, signal), signal)
    const { response } = await gate.run(work, signal)
    return { status: response.statusCode ?? 0, headers: response.headers, body: bounded(response, maxBytes) }
  } catch (error) {
    throw toOutgoingError(error)
  } finally {
    clearTimeout(timer)
  }
}

/** @throws {OutgoingError} for one that says that it is longer, or is packed */
function bounded(response: IncomingMessage, maxBytes: number): Readable {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = response.headers
  const isPlain = encoding.trim().toLowerCase() === 'identity'
  if (!isPlain || Number(length) > maxBytes) {
    response.destroy()
    throw isPlain ? tooLarge() : new OutgoingError('protocol', 'The answer is packed, which nobody asked for')
  }
  let size = 0
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) done(tooLarge())
      else done(null, chunk)
    },
  })
  // Whoever reads the body hears of what went wrong, and destroying it ends the call.
  pipeline(response, body, () => undefined)
  return body
}

function tooLarge(): OutgoingError {
  return new OutgoingError('too large', 'The answer is too large')
}
