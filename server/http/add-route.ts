import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import { ApiError } from '../contract/errors.ts'

type Handle = (request: FastifyRequest, reply: FastifyReply) => void

export interface ApiRoute {
  readonly method: string
  readonly url: string
  readonly access: Access
  readonly bodyLimit: number
  readonly config?: { readonly isUpload: true }
  readonly onRequest: onRequestHookHandler
  readonly handler: Handle
}

/** What one address does, by method, and the form of its path. */
interface Address {
  readonly url: string
  readonly access: Access
  readonly handlers: Map<string, Handle>
  hasPost: boolean
}

const tables = new WeakMap<FastifyInstance, Map<string, Address>>()

/** Adds a route, with and without a slash at its end. Whatever an address does can also be asked for by POST. */
export function addRoute(api: FastifyInstance, route: ApiRoute): void {
  addOne(api, route)
  addOne(api, { ...route, url: `${route.url}/` })
}

function addOne(api: FastifyInstance, route: ApiRoute): void {
  const { method, handler } = route
  const address = addressOf(api, route)
  address.handlers.set(method, handler)
  if (method !== 'POST') api.route(route)
  // Clients behind proxies that know no other methods; of what only reads, nobody does so.
  if (method === 'GET' || address.hasPost) return
  address.hasPost = true
  api.route({ ...route, method: 'POST', handler: byMethodParameter(address) })
}

function addressOf(api: FastifyInstance, { url, access }: ApiRoute): Address {
  let table = tables.get(api)
  if (!table) tables.set(api, (table = new Map<string, Address>()))
  const shape = url.replace(/:\w+/g, ':')
  let address = table.get(shape)
  if (!address) table.set(shape, (address = { url, access, handlers: new Map(), hasPost: false }))
  // By POST one would be asked for under the other's login, or get the other's parameters.
  if (address.access !== access) throw new Error(`${url} is open to anyone and needs a login`)
  if (address.url !== url) throw new Error(`${url} and ${address.url} name the parts of one address differently`)
  return address
}

/** POST with `method=PATCH` in its body is PATCH, as with Zulip; the login and its proof are those of a write. */
function byMethodParameter({ handlers }: Address): Handle {
  return (request, reply) => {
    const given = (request.body as { method?: unknown } | undefined)?.method
    const handler = handlers.get(typeof given === 'string' ? given.toUpperCase() : 'POST')
    if (!handler) {
      reply.header('allow', [...handlers.keys(), 'OPTIONS'].sort().join(', '))
      throw new ApiError('METHOD_NOT_ALLOWED', 'Method POST is not allowed here')
    }
    handler(request, reply)
  }
}
