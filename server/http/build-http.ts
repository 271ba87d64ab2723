import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ApiError } from '../contract/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Authenticator } from './authenticator.ts'
import { readBody } from './body.ts'
import { refuseMalformed } from './client-errors.ts'
import { watchConnections } from './connections.ts'
import { type HttpContext, NOBODY, setContext } from './context.ts'
import { sendError, toApiError } from './errors.ts'
import { parseBody } from './form.ts'
import { securityHeaders } from './headers.ts'
import { HostGuard, originForm } from './host.ts'
import { DEFAULT_TIMEOUTS, type Limits, MAX_HEADER_BYTES, type Timeouts } from './limits.ts'
import { RateLimiter } from './rate-limit.ts'
import { RoutesTable } from './routes-table.ts'
import { createStatic } from './static.ts'
import { type KeyPair, tlsOptions } from './tls.ts'
import { serveUpgrades } from './upgrade.ts'
import { isForHandler, UnreadUpload } from './upload.ts'

/** How admin operations are reached over HTTPS: adds its routes to a scope of its own, with its own login. */
export interface AdminTransport {
  register(app: FastifyInstance): void | Promise<void>
}

export interface HttpOptions {
  readonly tls: KeyPair
  /** Names and addresses that this host answers to, without port; read at every request. */
  readonly hosts: () => readonly string[]
  readonly limits: () => Limits
  readonly log: Log
  readonly authenticator: Authenticator
  readonly admin?: AdminTransport
  /** The built pages (dist/renderer); may be missing. */
  readonly webRoot: string
  /** For `/health/ready`: undefined when ready, else why not, in words. */
  readonly notReady?: () => string | undefined
  readonly timeouts?: Timeouts
}

/**
 * The HTTPS server with everything that holds for all requests: host names, headers, limits, errors, static pages.
 * `mount` and `onUpgrade` add to it until it listens.
 */
export async function buildHttp(o: HttpOptions): Promise<FastifyInstance> {
  const timeouts = o.timeouts ?? DEFAULT_TIMEOUTS
  const guard = new HostGuard(o.hosts)
  const server = (handler: RequestListener) => createSecureServer(o.tls, timeouts, handler)
  const app = fastify({
    serverFactory: server,
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 1000 },
    rewriteUrl: (request) => originForm(request.url ?? '/'),
    frameworkErrors: (error, request, reply) => {
      if (admitHost(guard, request, reply)) sendError(toApiError(error, request, o.log), request, reply)
    },
    clientErrorHandler: refuseMalformed,
    return503OnClosing: false,
  }) as unknown as FastifyInstance
  const routes = new RoutesTable()
  app.addHook('onRoute', ({ url, method }) => routes.add(url, typeof method === 'string' ? [method] : method))
  // Whoever reads bodies says so in a scope of their own, with a deadline; nobody else waits for one.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.decorateRequest('caller', undefined as never)
  app.decorateRequest('wantsFormToken', false)
  app.addHook('onRequest', (request, reply, done) => {
    request.caller = NOBODY
    if (!admitHost(guard, request, reply)) return
    // Node lets other codings pass; a proxy before us could see another end of the body than we do.
    const coding = request.headers['transfer-encoding']
    const known = coding === undefined || coding.toLowerCase() === 'chunked'
    done(known ? undefined : new ApiError('BAD_REQUEST', 'This transfer coding is not supported'))
  })
  app.setErrorHandler((error, request, reply) => sendError(toApiError(error, request, o.log), request, reply))
  app.setNotFoundHandler(notFound(routes, createStatic(o.webRoot)))
  addHealth(app, o.notReady)

  const secure = app.server as unknown as Server
  const context: HttpContext = {
    api: (await addApiScope(app, timeouts)).api,
    authenticator: o.authenticator,
    guard,
    limiter: new RateLimiter(),
    limits: o.limits,
    timeouts,
    log: o.log,
    upgrades: new Map(),
    endpoints: [],
    routes,
  }
  setContext(app, context)
  const stopWatching = watchConnections(secure, o.limits, timeouts.stalledWrite)
  const closeSockets = serveUpgrades(secure, context)
  app.addHook('preClose', closeSockets)
  app.addHook('onClose', async () => stopWatching())
  const { admin } = o
  if (admin) await app.register(async (scope) => admin.register(scope))
  return app
}

function createSecureServer(tls: KeyPair, timeouts: Timeouts, handler: RequestListener): Server {
  const server = createServer(
    {
      ...tlsOptions(tls),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: timeouts.handshake,
      headersTimeout: timeouts.headers,
      // Every body has its own deadline (body.ts, upload.ts); this one is behind them, longer than any upload takes.
      requestTimeout: 4 * 3_600_000,
      // Node enforces both only when it looks: every 30 s by default.
      connectionsCheckingInterval: Math.min(1000, timeouts.headers / 2),
      keepAliveTimeout: timeouts.keepAlive,
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    },
    handler,
  )
  // Long polls are silent for up to 90 s; stalled peers are found by watchConnections.
  server.timeout = 0
  return server
}

/** Sets the headers that every answer carries; false when it refused a foreign host name. */
function admitHost(guard: HostGuard, request: FastifyRequest, reply: FastifyReply): boolean {
  const host = guard.allowed(request.raw)
  reply.headers(securityHeaders(host ?? 'localhost', request.url))
  if (host !== undefined) return true
  sendError(
    new ApiError(
      'HOST_NOT_ALLOWED',
      'This server does not answer to that name. Add it to the addresses in the settings.',
    ),
    request,
    reply,
  )
  return false
}

/** API routes live in a scope whose body parser reads forms, multipart and JSON alike, on every method. */
async function addApiScope(app: FastifyInstance, timeouts: Timeouts): Promise<{ api: FastifyInstance }> {
  for (const method of ['GET', 'HEAD']) app.addHttpMethod(method, { hasBody: true, overrideExisting: true })
  // Boxed: an instance is a thenable, and a promise of a scope would resolve to the root.
  const scope = { api: app }
  await app.register(async (api) => {
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', async (request: FastifyRequest, payload: NodeJS.ReadableStream) => {
      if (request.headers['content-encoding']) {
        throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Compressed request bodies are not supported')
      }
      const contentType = request.headers['content-type'] ?? ''
      if (request.routeOptions.config.isUpload && isForHandler(request.method, contentType)) {
        return new UnreadUpload(payload as never, contentType, request.headers['content-length'])
      }
      const length = request.headers['content-length']
      const limits = { bytes: request.routeOptions.bodyLimit, timeout: timeouts.body }
      const body = await readBody(payload as never, length === undefined ? undefined : Number(length), limits)
      return parseBody(contentType, body)
    })
    scope.api = api
  })
  return scope
}

function notFound(routes: RoutesTable, serveStatic: ReturnType<typeof createStatic>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const isPage = !/^\/(api|json)\//.test(path)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (isPage && isRead && (await serveStatic(request, reply))) return reply
    const methods = routes.methodsFor(path)
    if (request.method === 'OPTIONS' && methods.length > 0) {
      return reply
        .code(204)
        .header('allow', [...methods, 'OPTIONS'].join(', '))
        .send()
    }
    if (methods.length > 0 || request.method === 'TRACE') {
      reply.header('allow', [...methods, 'OPTIONS'].join(', '))
      throw new ApiError('METHOD_NOT_ALLOWED', `Method ${request.method} is not allowed here`)
    }
    throw new ApiError('NOT_FOUND', isPage ? 'There is no such page' : 'There is no such API endpoint')
  }
}

function addHealth(app: FastifyInstance, notReady: (() => string | undefined) | undefined): void {
  const plain = (reply: FastifyReply) => reply.header('cache-control', 'no-store')
  app.get('/health/live', (_request, reply) => plain(reply).send({ status: 'ok' }))
  app.get('/health/ready', (_request, reply) => {
    const reason = notReady?.()
    plain(reply)
      .code(reason === undefined ? 200 : 503)
      .send(reason === undefined ? { status: 'ok' } : { status: 'unavailable', reason })
  })
}
