import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import { byApiKey, bySession, countFailure } from './authenticate.ts'
import type { Actor } from './call.ts'
import { contextOf, NOBODY } from './context.ts'
import { type FileAnswer, sendFile } from './send-file.ts'

export interface FileRequest {
  /** Parts of the address by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly accept: string
}

/**
 * Mounts files at an address of its own, as pages and programs load them: with the session's cookie or an API key. They
 * count for no limit, since a page of messages is many pictures at once; wrong credentials do.
 */
export function mountFile(
  app: FastifyInstance,
  url: string,
  access: Access,
  find: (request: FileRequest, actor: Actor | undefined) => Promise<FileAnswer>,
): void {
  const context = contextOf(app)

  async function identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (access === 'anyone') return
    try {
      const { raw } = request
      const hasKey = raw.headers.authorization !== undefined
      request.caller = (hasKey ? await byApiKey(context, raw) : await bySession(context, raw, true)) ?? NOBODY
    } catch (error) {
      countFailure(context, request.raw, reply, error)
      throw error
    }
  }

  context.api.route({
    method: 'GET',
    url,
    onRequest: identify,
    handler: async (request, reply) => {
      const params = request.params as Record<string, string>
      const query = request.query as Record<string, unknown>
      const asked = { params, query, accept: request.headers.accept ?? '' }
      await sendFile(request, reply, await find(asked, request.caller.actor))
      return reply
    },
  })
}
