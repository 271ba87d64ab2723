import { X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpsUrl } from '../../lib/addresses.ts'
import { errorCode } from '../../lib/disk-errors.ts'
import { refuseMalformed } from '../client-errors.ts'
import { PLAIN_HEADERS } from '../headers.ts'
import { HostGuard } from '../host.ts'
import { DEFAULT_TIMEOUTS } from '../limits.ts'
import { mobileConfig } from './mobile-config.ts'
import { TRUST_PAGE_CSP, trustPage } from './trust-page.ts'

export interface PlainHttpOptions {
  /** Names and addresses that this host answers to, without port; read at every request. */
  readonly hosts: () => readonly string[]
  readonly httpsPort: () => number
  /** Where the trust page leads to from this host: to one that the certificate covers. */
  readonly certifiedHost: (asked: string) => string
  /** The authority's certificate, PEM. */
  readonly authority: () => string
}

export interface PlainHttp {
  /** @returns the port, which differs from the one asked for when that was 0 @throws the system's error */
  listen(port: number): Promise<number>
  close(): Promise<void>
}

const CONNECTIONS = 256
/** What programs call and pages do not: a redirect would make them send secrets in the clear first, each time anew. */
const NOT_PAGES = /^\/(api|json|ws|admin\/api|user_uploads|avatar|metrics|health)(\/|$)/

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** Plain HTTP: the page on which devices learn to trust this host, and redirects of everything else to HTTPS. */
export function createPlainHttp(o: PlainHttpOptions): PlainHttp {
  const guard = new HostGuard(o.hosts)
  const server = createServer(
    {
      headersTimeout: DEFAULT_TIMEOUTS.headers,
      requestTimeout: DEFAULT_TIMEOUTS.body,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => send(request, response, answer(o, guard, request)),
  )
  server.maxConnections = CONNECTIONS
  server.on('clientError', refuseMalformed)
  return {
    async listen(port) {
      await listen(server, port, '::').catch((error: unknown) => {
        // No IPv6 on this machine.
        if (errorCode(error) !== 'EAFNOSUPPORT') throw error
        return listen(server, port, '0.0.0.0')
      })
      return (server.address() as AddressInfo).port
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function answer(o: PlainHttpOptions, guard: HostGuard, request: IncomingMessage): Answer {
  const host = guard.allowed(request)
  if (host === undefined) return refusal(421, 'HOST_NOT_ALLOWED', 'This server does not answer to that name')
  const url = request.url ?? '/'
  const path = url.split('?', 1)[0] ?? '/'
  if (NOT_PAGES.test(path)) return refusal(403, 'FORBIDDEN', 'Use HTTPS: nothing was processed')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal(405, 'METHOD_NOT_ALLOWED', 'Use HTTPS: nothing was processed', { allow: 'GET, HEAD' })
  }
  // Not a lasting redirect: the port may be another tomorrow, and browsers would remember this one.
  const location = httpsUrl(host, o.httpsPort()) + url
  const redirect = { status: 302, type: 'text/plain; charset=utf-8', body: '', headers: { location } }
  const there = httpsUrl(o.certifiedHost(host), o.httpsPort())
  return trustFile(o, path, there, request.headers['user-agent'] ?? '') ?? redirect
}

function trustFile(o: PlainHttpOptions, path: string, there: string, userAgent: string): Answer | undefined {
  const download = (name: string) => ({ 'content-disposition': `attachment; filename="${name}"` })
  const x509 = new X509Certificate(o.authority())
  const title = String(x509.toLegacyObject().subject.CN ?? 'Hearth')
  switch (path) {
    case '/trust':
    case '/trust/': {
      const body = trustPage({ title, fingerprint: x509.fingerprint256, httpsUrl: there, userAgent })
      const headers = { 'content-security-policy': TRUST_PAGE_CSP }
      return { status: 200, type: 'text/html; charset=utf-8', body, headers }
    }
    case '/trust/ca.crt':
      return { status: 200, type: 'application/x-x509-ca-cert', body: x509.raw, headers: download('hearth-ca.crt') }
    case '/trust/ca.pem': {
      const type = 'application/x-pem-file'
      return { status: 200, type, body: x509.toString(), headers: download('hearth-ca.pem') }
    }
    case '/trust/hearth.mobileconfig': {
      const body = mobileConfig(x509.raw, title)
      const headers = download('hearth.mobileconfig')
      return { status: 200, type: 'application/x-apple-aspen-config; charset=utf-8', body, headers }
    }
    default:
      return undefined
  }
}

function refusal(status: number, code: string, msg: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = JSON.stringify({ result: 'error', msg, code })
  return { status, type: 'application/json; charset=utf-8', body, headers }
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body, headers }: Answer): void {
  response.writeHead(status, {
    ...PLAIN_HEADERS,
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    // Nobody has more to ask, and a body that is refused is not read.
    connection: 'close',
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
