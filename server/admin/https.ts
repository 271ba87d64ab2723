import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AdminReply } from '../contract/admin/reply.ts'
import { ApiError, ERRORS } from '../contract/errors.ts'
import { readBody } from '../http/body.ts'
import { checkSameOrigin, cookieValue } from '../http/same-origin.ts'
import { failure } from './dispatch.ts'
import type { AdminTransport } from './transport.ts'

const MAX_BODY = 256 * 1024
const BODY_TIME = 10_000
const COOKIE_LIFE_SECONDS = 12 * 60 * 60

/**
 * Mounts the admin operations on the HTTPS server:
 * `POST /admin/api/session` with `{"token"}` of a link's fragment sets the cookie,
 * `POST /admin/api/<area.operation>` with the input as JSON answers an AdminReply.
 *
 * A page of another origin can do neither: the cookie is SameSite=Strict, Origin and Fetch-Metadata are checked,
 * and only application/json is read, which another origin cannot send without our consent.
 */
export function adminRoutes(transport: AdminTransport): { register(app: FastifyInstance): void } {
  return {
    register(app) {
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
        const length = request.headers['content-length']
        const limits = { bytes: MAX_BODY, timeout: BODY_TIME }
        const body = await readBody(payload, length === undefined ? undefined : Number(length), limits)
        return parseJson(body)
      })
      app.addHook('onRequest', (request, _reply, done) => {
        checkSameOrigin(request.raw)
        done()
      })
      app.post<{ Body: { token?: unknown } | null }>('/admin/api/session', (request, reply) => {
        const token = request.body?.token
        const session = typeof token === 'string' ? transport.exchangeToken(token) : undefined
        if (!session) {
          return send(reply, failure('UNAUTHORIZED', 'This link was used already or is older than ten minutes.'))
        }
        const attributes = `Path=/; Max-Age=${COOKIE_LIFE_SECONDS}; Secure; HttpOnly; SameSite=Strict`
        reply.header('set-cookie', `${transport.cookieName}=${session}; ${attributes}`)
        return send(reply, { ok: true, output: {} })
      })
      app.post<{ Params: { operation: string } }>('/admin/api/:operation', async (request, reply) => {
        const cookie = cookieValue(request.headers.cookie, transport.cookieName)
        return send(reply, await transport.dispatch(cookie, request.params.operation, request.body ?? {}))
      })
    },
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    throw new ApiError('INVALID_JSON', 'Malformed JSON')
  }
}

function send(reply: FastifyReply, answer: AdminReply): FastifyReply {
  return reply
    .code(answer.ok ? 200 : ERRORS[answer.error.code])
    .header('cache-control', 'no-store')
    .send(answer)
}
