import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import { byApiKey, bySession, countFailure } from './authenticate.ts'
import type { Actor } from './call.ts'
import { contextOf, NOBODY } from './context.ts'
import { type FileAnswer, type StreamAnswer, sendFile, sendStream } from './send-file.ts'

export interface FileRequest {
  /** Parts of the address by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly accept: string
  /** The part that is asked for; not what is wanted only of a version that the client knows. */
  readonly range: string | undefined
  /** Aborts when the answer is over, be it that its reader has left. */
  readonly signal: AbortSignal
}

/**
 * Mounts files at an address of its own, as pages and programs load them: with the session's cookie or an API key. They
 * count for no limit, since a page of messages is many pictures at once; wrong credentials do.
 */
export function mountFile(
  app: FastifyInstance,
  url: string,
  access: Access,
  find: (request: FileRequest, actor: Actor | undefined) => Promise<FileAnswer | StreamAnswer>,
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
      const { accept = '', range, 'if-range': condition } = request.headers
      const asked = { params, query, accept, range: condition === undefined ? range : undefined, signal: endOf(reply) }
      const answer = await find(asked, request.caller.actor)
      if ('body' in answer) sendStream(request, reply, answer)
      else await sendFile(request, reply, answer)
      return reply
    },
  })
}

/** Fastify's own signal is of the request, which is over when it was read. */
function endOf({ raw }: FastifyReply): AbortSignal {
  const end = new AbortController()
  raw.once('close', () => end.abort())
  if (raw.destroyed) end.abort()
  return end.signal
}
