import type { FastifyInstance } from 'fastify'
import { authenticateHook } from './authenticate.ts'
import type { Actor } from './call.ts'
import { contextOf } from './context.ts'

/**
 * Mounts an address that people open in a browser and that leads somewhere else, with the session's cookie. Whoever is
 * not logged in comes to the chat's own page first.
 */
export function mountRedirect(
  app: FastifyInstance,
  url: string,
  find: (query: Readonly<Record<string, unknown>>, actor: Actor) => Promise<string>,
): void {
  const context = contextOf(app)
  context.api.route({
    method: 'GET',
    url,
    onRequest: authenticateHook(context, 'json', 'anyone'),
    handler: async (request, reply) => {
      const { actor } = request.caller
      const target = actor ? await find(request.query as Record<string, unknown>, actor) : '/'
      return reply.header('cache-control', 'no-store').redirect(target, 302)
    },
  })
}
