import { generateKeyPairSync } from 'node:crypto'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { type Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import forge from 'node-forge'
import { onTestFinished } from 'vitest'
import { ApiError } from '../../../server/contract/errors.ts'
import type { Authenticator } from '../../../server/http/authenticator.ts'
import { buildHttp, type HttpOptions } from '../../../server/http/build-http.ts'
import type { Actor } from '../../../server/http/call.ts'
import { DEFAULT_TIMEOUTS, type Timeouts } from '../../../server/http/limits.ts'
import type { KeyPair } from '../../../server/http/tls.ts'
import { silentLog } from '../../../server/lib/log.ts'

export function certificate(name = 'localhost'): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const cert = forge.pki.createCertificate()
  cert.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString())
  cert.serialNumber = '01'
  cert.validity.notAfter = new Date(Date.now() + 3_600_000)
  const subject = [{ name: 'commonName', value: name }]
  cert.setSubject(subject)
  cert.setIssuer(subject)
  cert.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { cert: forge.pki.certificateToPem(cert), key }
}

let shared: KeyPair | undefined

const ada: Actor = { id: 7, email: 'ada@acme.test', fullName: 'Ada', role: 100, isBot: false }
export const ADA = `Basic ${Buffer.from('ada@acme.test:ada-key').toString('base64')}`

/** Ada by Basic `ada-key` and by the cookie value `ada-session`, whose CSRF token is `ada-csrf`. */
function fixedAuthenticator(): Authenticator {
  return {
    cookieName: '__Host-hearth-abc123',
    byApiKey(authorization) {
      if (authorization !== ADA) throw new ApiError('INVALID_API_KEY', 'Invalid API key')
      return ada
    },
    bySession: (token) =>
      token === 'ada-session' ? { actor: ada, session: { id: 'ada', csrfToken: 'ada-csrf' } } : undefined,
    forget() {},
    forgetAll() {},
  }
}

export interface TestServer {
  readonly app: FastifyInstance
  readonly port: number
  readonly host: string
}

export async function startHttps(
  add: (app: FastifyInstance) => void,
  more: Partial<HttpOptions> & { quick?: Partial<Timeouts> } = {},
): Promise<TestServer> {
  const { quick, ...options } = more
  const app = await buildHttp({
    tls: (shared ??= certificate()),
    hosts: () => ['localhost', '127.0.0.1', 'chat.acme.test'],
    limits: () => ({ apiPerMinute: 0, socketsPerAddress: 1000 }),
    log: silentLog,
    authenticator: fixedAuthenticator(),
    webRoot: join(tmpdir(), 'hearth-no-such-folder'),
    timeouts: { ...DEFAULT_TIMEOUTS, ...quick },
    ...options,
  })
  add(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
  })
  const { port } = app.server.address() as AddressInfo
  return { app, port, host: `localhost:${port}` }
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly bytes: Buffer
  readonly json: Record<string, unknown>
}

export interface Ask {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  /** Fields of a form. */
  readonly form?: Record<string, string>
  readonly agent?: Agent
}

/** One request over TLS. Adds nothing on its own but Host and, for a form, its type. */
export function ask(server: { port: number }, path: string, o: Ask = {}): Promise<Reply> {
  const body = o.form ? new URLSearchParams(o.form).toString() : o.body
  const form = o.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port: server.port,
        path,
        method: o.method ?? (o.form ? 'POST' : 'GET'),
        headers: { host: `localhost:${server.port}`, ...form, ...length, ...o.headers },
        rejectUnauthorized: false,
        agent: o.agent ?? false,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const text = bytes.toString()
          const isJson = response.headers['content-type']?.includes('json') && !response.headers['content-encoding']
          const json = isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {}
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, bytes, json })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export interface RawConnection {
  readonly socket: TLSSocket
  readonly received: () => string
  /** Milliseconds from the connection to its end. */
  readonly closed: Promise<number>
}

/** A TLS connection to write anything on. */
export async function connectRaw(server: { port: number }): Promise<RawConnection> {
  const start = performance.now()
  const socket = connect({ host: '127.0.0.1', port: server.port, servername: 'localhost', rejectUnauthorized: false })
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  // Being reset is what some of these tests are for.
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => socket.on('close', () => resolve(performance.now() - start)))
  await new Promise<void>((resolve) => socket.on('secureConnect', resolve))
  return { socket, received: () => text, closed }
}

/** Sends bytes as they are; answers what came back until the server closed. */
export async function exchange(server: { port: number }, bytes: string): Promise<string> {
  const connection = await connectRaw(server)
  connection.socket.write(bytes, 'latin1')
  await connection.closed
  return connection.received()
}
