import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { SECURITY_HEADERS } from './headers.ts'

interface ParserError extends Error {
  readonly code?: string
}

/** How long a refused peer may go on sending: destroyed at once, TCP would reset it before it has read why. */
const LINGER_MS = 1000
const refused = new WeakSet<Socket>()

/** Answers what is not HTTP, or too slow or too large to become a request, and closes the connection. */
export function refuseMalformed(error: ParserError, socket: Socket & { _httpMessage?: unknown }): void {
  // The rest of what was refused already.
  if (refused.has(socket)) return
  // Nobody to tell, or an earlier answer is under way on this connection and must not be mixed with ours.
  if (!socket.writable || socket._httpMessage) {
    socket.destroy()
    return
  }
  refused.add(socket)
  const [status, code, msg] = describe(error.code)
  lingeringEnd(socket, rawResponse(status, code, msg))
}

/** Sends the last words and closes, though the peer may be sending still. */
export function lingeringEnd(socket: Duplex, bytes: string): void {
  socket.end(bytes)
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

function describe(code: string | undefined): [number, string, string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'REQUEST_TIMEOUT', 'The request arrived too slowly']
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'BAD_REQUEST', 'The address or the headers are too long']
  return [400, 'BAD_REQUEST', 'This is not a valid HTTP request']
}

/** A whole error response as bytes on the wire, for connections that have no reply object. */
export function rawResponse(status: number, code: string, msg: string): string {
  const body = JSON.stringify({ result: 'error', msg, code })
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
