import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { OutgoingError } from './errors.ts'
import type { Target } from './target.ts'

export interface Outgoing {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** Ends everything, whatever it is waiting for. */
  readonly signal: AbortSignal
  /** Longest wait for the next byte, ms. */
  readonly silenceMs: number
}

/**
 * One request over a connection of its own, to an address that was checked: Node asks `lookup` for where to connect and
 * nobody else, while `Host` and the certificate's name stay those of the URL. @returns the answer, its body still to be read
 */
export function sendRequest({ url, host, port, addresses }: Target, outgoing: Outgoing): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send({
      hostname: host,
      port,
      path: `${url.pathname}${url.search}`,
      method: outgoing.method,
      headers: outgoing.headers,
      signal: outgoing.signal,
      lookup: answerWith(addresses),
      // Neither a connection that is used again nor a proxy from the environment.
      agent: false,
    })
    let answer: IncomingMessage | undefined
    request.setTimeout(outgoing.silenceMs, () => {
      // The answer first, or its reader would only hear that the connection broke.
      const silent = new OutgoingError('timeout', 'The other side took too long')
      answer?.destroy(silent)
      request.destroy(silent)
    })
    request.on('error', reject)
    request.on('response', (response) => resolve((answer = response)))
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new OutgoingError('protocol', 'The other side changed the protocol'))
    })
    request.end(outgoing.body)
  })
}

function answerWith(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, options, done) => {
    if (options.all) done(null, all)
    else done(null, all[0]?.address ?? '', all[0]?.family)
  }
}
