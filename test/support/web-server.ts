import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface WebServer {
  readonly port: number
  /** Connections so far, whatever came over them. */
  readonly connections: () => number
  /** Tells the name that a client asks a certificate for. */
  readonly onName: (listener: (name: string) => void) => void
  /** What was asked for, the newest last. */
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[]
}

/** A server of somebody else, on a loopback address; ends with the test. */
export async function startWebServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { host = '127.0.0.1', tls }: { host?: string; tls?: { cert: string; key: string } } = {},
): Promise<WebServer> {
  let connections = 0
  let tellName: (name: string) => void = () => undefined
  const requests: WebServer['requests'] = []
  const answerName = (name: string, done: (error: null) => void) => {
    tellName(name)
    done(null)
  }
  const listener: RequestListener = (request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    answer(request, response)
  }
  const server = tls ? createTlsServer({ ...tls, SNICallback: answerName }, listener) : createServer(listener)
  server.on('connection', () => connections++)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const onName = (listener: typeof tellName) => (tellName = listener)
  return { port: (server.address() as AddressInfo).port, connections: () => connections, onName, requests }
}
