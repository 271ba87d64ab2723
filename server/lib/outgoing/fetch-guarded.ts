import type { IncomingHttpHeaders } from 'node:http'
import { OutgoingError, toOutgoingError } from './errors.ts'
import { type Answer, type Call, follow, gate, orAborted } from './follow.ts'
import { readBody } from './read-body.ts'

export interface GuardedFetch extends Call {
  /** Of the body, after it was unpacked. */
  readonly maxBytes: number
  /** For everything together, redirects included. */
  readonly timeoutMs: number
  /** What the content type of a good answer must match. */
  readonly accept?: RegExp
  /** What is beyond `maxBytes` is left out, where that would be an error otherwise. */
  readonly cut?: boolean
  readonly signal?: AbortSignal
}

export interface Fetched {
  /** Whatever the other side said: a refusal is an answer, too. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Where the answer came from at last. */
  readonly url: string
}

/**
 * The only way out to addresses that people name. No private, loopback or otherwise special address is reached, whatever
 * it is spelled like, whatever the name leads to the second time it is asked, and wherever a redirect points.
 * @throws {OutgoingError}
 */
export async function fetchGuarded(url: string, options: GuardedFetch): Promise<Fetched> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline
  const work = async () => finish(await follow(url, options, signal), options, signal)
  try {
    return await gate.run(() => orAborted(work(), signal))
  } catch (error) {
    throw toOutgoingError(error)
  }
}

async function finish(
  { response, target }: Answer,
  { maxBytes, accept, cut = false }: GuardedFetch,
  signal: AbortSignal,
): Promise<Fetched> {
  try {
    const { statusCode: status = 0, headers } = response
    if (status < 300 && accept && !accept.test(headers['content-type'] ?? '')) {
      throw new OutgoingError('wrong type', 'The answer is of another kind than expected')
    }
    return { status, headers, body: await readBody(response, { maxBytes, cut }, signal), url: target.url.href }
  } finally {
    response.destroy()
  }
}
