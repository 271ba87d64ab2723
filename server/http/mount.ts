import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Surface } from '../contract/endpoint.ts'
import { addRoute } from './add-route.ts'
import { sendAnswer } from './answer.ts'
import { authenticateHook } from './authenticate.ts'
import type { Answer, AnyEndpoint, Call, Handler, OpenHandler } from './call.ts'
import { contextOf } from './context.ts'
import { checkPercentEncoding, type RawParams } from './form.ts'
import { BODY_LIMIT } from './limits.ts'
import { compileParams } from './params.ts'
import { RequestCall } from './request-call.ts'
import { checkCsrfToken } from './same-origin.ts'

export const PREFIX: Readonly<Record<Surface, string>> = { api: '/api/v1', json: '/json' }

/** Mounts an endpoint that needs a login below `/api/v1` (API key) and `/json` (browser session). */
export function mount<E extends AnyEndpoint>(app: FastifyInstance, endpoint: E, handler: Handler<E>): void {
  if (endpoint.access !== 'user') throw new Error(`${endpoint.operation} is open to anyone: use mountOpen`)
  // The hook lets nobody through without an actor on these routes.
  mountAll(app, endpoint, (params, call) => handler(params as Parameters<Handler<E>>[0], call as unknown as Call))
}

/** Mounts an endpoint that needs no login. Below `/json` the caller is known all the same when there is a session. */
export function mountOpen<E extends AnyEndpoint>(app: FastifyInstance, endpoint: E, handler: OpenHandler<E>): void {
  if (endpoint.access !== 'anyone') throw new Error(`${endpoint.operation} needs a login: use mount`)
  mountAll(app, endpoint, (params, call) => handler(params as Parameters<OpenHandler<E>>[0], call))
}

type Run = (params: Record<string, unknown>, call: RequestCall) => Promise<Answer> | Answer

function mountAll(app: FastifyInstance, endpoint: AnyEndpoint, run: Run): void {
  const context = contextOf(app)
  context.endpoints.push(endpoint)
  const handle = requestHandler(endpoint, run)
  for (const surface of endpoint.surfaces ?? (['api', 'json'] as const)) {
    addRoute(context.api, {
      method: endpoint.method,
      url: `${PREFIX[surface]}${endpoint.path}`,
      access: endpoint.access,
      bodyLimit: BODY_LIMIT[endpoint.access],
      onRequest: authenticateHook(context, surface, endpoint.access),
      handler: handle,
    })
  }
}

function requestHandler(endpoint: AnyEndpoint, run: Run) {
  const parse = compileParams(endpoint.params)
  return (request: FastifyRequest, reply: FastifyReply): void => {
    if (request.url.includes('%')) checkQueryEncoding(request.url)
    const body = request.body as RawParams | undefined
    const parsed = parse(request.query as RawParams, body ?? {}, request.params as RawParams)
    const session = request.caller.session
    if (request.wantsFormToken && session) checkCsrfToken(parsed.csrfToken ?? '', session.csrfToken)
    const answer = run(parsed.values, new RequestCall(request, reply, parsed.client))
    const refuse = (error: unknown) => void reply.send(error)
    const send = (result: Answer) => {
      try {
        sendAnswer(request, reply, result, parsed.ignored)
      } catch (error) {
        // What cannot be made an answer of: a rejection that nobody hears would end the host.
        refuse(error)
      }
    }
    if (answer instanceof Promise) answer.then(send, refuse)
    else send(answer)
  }
}

function checkQueryEncoding(url: string): void {
  const query = url.indexOf('?')
  if (query !== -1) checkPercentEncoding(url.slice(query + 1))
}
