import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { byApiKey, bySession, countFailure } from './authenticate.ts'
import type { Actor } from './call.ts'
import { contextOf } from './context.ts'
import { checkSameOrigin } from './same-origin.ts'

export interface ResumableCall {
  readonly actor: Actor
  /** The upload's own part of the address; empty for a new one. */
  readonly key: string
  /** Where uploads lie. */
  readonly prefix: string
  /** Longest silence in a body, in milliseconds. */
  readonly silence: number
}

type Handle = (call: ResumableCall, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export interface Resumable {
  /** Headers of every answer. */
  headers(): Record<string, string>
  /** What this server can do, for OPTIONS. */
  describe(): Record<string, string>
  /** Throws for a call that cannot be answered at all. */
  check(request: FastifyRequest): void
  readonly create: Handle
  readonly tell: Handle
  readonly receive: Handle
  readonly remove: Handle
}

/**
 * Mounts uploads in pieces. Zulip's clients come with a key or with the session's cookie to the same address, so here
 * the cookie counts below `/api/v1`, too; a page of another origin is told apart by what browsers say of it.
 */
export function mountResumable(app: FastifyInstance, path: string, parts: Resumable): void {
  const context = contextOf(app)

  async function identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.headers({ ...parts.headers(), 'cache-control': 'no-store' })
    try {
      const { raw } = request
      if (raw.headers.authorization !== undefined) request.caller = await byApiKey(context, raw)
      else {
        checkSameOrigin(raw)
        request.caller = await bySession(context, raw, true)
      }
    } catch (error) {
      countFailure(context, request.raw, reply, error)
      throw error
    }
    parts.check(request)
  }

  for (const prefix of [`/api/v1${path}`, `/json${path}`]) {
    const add = (method: string, url: string, handle: Handle) =>
      context.api.route({
        method,
        url,
        config: { isUpload: true },
        onRequest: identify,
        async handler(request, reply) {
          const { actor } = request.caller
          if (!actor) throw new Error('Nobody gets here without an account')
          const { key = '' } = request.params as { key?: string }
          await handle({ actor, key, prefix, silence: context.timeouts.upload }, request, reply)
          return reply
        },
      })
    for (const url of [prefix, `${prefix}/`]) {
      add('POST', url, parts.create)
      context.api.route({
        method: 'OPTIONS',
        url,
        handler: (_request, reply) =>
          reply
            .code(204)
            .headers({ ...parts.headers(), ...parts.describe() })
            .send(),
      })
    }
    add('HEAD', `${prefix}/:key`, parts.tell)
    add('PATCH', `${prefix}/:key`, parts.receive)
    add('DELETE', `${prefix}/:key`, parts.remove)
  }
}
