import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import querystring from 'fast-querystring'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer } from 'ws'
import { ApiError } from '../contract/errors.ts'
import { addressOf } from './address.ts'
import { byApiKey, bySession, count, countFailure } from './authenticate.ts'
import type { UpgradeCall, UpgradeHandler } from './call.ts'
import { lingeringEnd, rawResponse } from './client-errors.ts'
import { clientName } from './client-name.ts'
import { contextOf, type HttpContext } from './context.ts'
import { notLoggedIn } from './errors.ts'
import { originForm } from './host.ts'
import { originMatches } from './same-origin.ts'

/** Serves WebSockets on `path` to callers with a session of this origin or an API key. */
export function onUpgrade(app: FastifyInstance, path: string, handler: UpgradeHandler): void {
  const { upgrades } = contextOf(app)
  if (upgrades.has(path)) throw new Error(`${path} has a WebSocket handler already`)
  upgrades.set(path, handler)
}

/** Returns what ends all WebSockets: with 1001 “going away”, and by force two seconds later. */
export function serveUpgrades(server: Server, context: HttpContext): () => Promise<void> {
  // Deflate would cost three times the processor time of the delivery itself, and a window of memory per client.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    admit(context, request)
      .then(({ handler, call }) => {
        sockets.handleUpgrade(request, socket, head, (ws) => {
          // A protocol error of the peer: ws closes by itself.
          ws.on('error', () => undefined)
          handler(ws, call, socket)
        })
      })
      .catch((error: unknown) => refuse(context, socket, error))
  })
  return async () => {
    for (const ws of sockets.clients) ws.close(1001, 'The server is stopping')
    const closed = new Promise<void>((resolve) => sockets.close(() => resolve()))
    const force = setTimeout(() => {
      for (const ws of sockets.clients) ws.terminate()
    }, 2000)
    await closed
    clearTimeout(force)
  }
}

async function admit(
  context: HttpContext,
  request: IncomingMessage,
): Promise<{ handler: UpgradeHandler; call: UpgradeCall }> {
  if (!context.guard.allowed(request))
    throw new ApiError('HOST_NOT_ALLOWED', 'This server does not answer to that name')
  const [path = '', query = ''] = originForm(request.url ?? '/').split('?', 2)
  const handler = context.upgrades.get(path)
  if (!handler) throw new ApiError('NOT_FOUND', 'There is no WebSocket at this address')
  if (!originMatches(request)) throw crossOrigin()
  const withKey = request.headers.authorization !== undefined
  // Browsers always send Origin with a WebSocket, and cookies whatever it is: without it a session proves nothing.
  if (!withKey && request.headers.origin === undefined) throw crossOrigin()
  const { authorization, cookie } = request.headers
  // Not the request itself, which would stay in memory as long as the socket.
  const proof = { headers: withKey ? { authorization } : { cookie } }
  const identify = async (socket?: Socket) => {
    const given = { ...proof, ...(socket && { socket }) }
    const { actor, session } = await (withKey ? byApiKey(context, given) : bySession(context, given, true))
    if (!actor) throw notLoggedIn()
    return { actor, session }
  }
  const { actor, session } = await identify(request.socket).catch((error: unknown) => {
    countFailure(context, request, undefined, error)
    throw error
  })
  count(context, request, undefined, actor.id)
  const client = clientName(undefined, request.headers['user-agent'])
  const ip = addressOf(request.socket)
  const isStillValid = async () => {
    try {
      return (await identify()).actor.id === actor.id
    } catch (error) {
      if (error instanceof ApiError) return false
      throw error
    }
  }
  return { handler, call: { actor, session, client, ip, query: querystring.parse(query), isStillValid } }
}

function crossOrigin(): ApiError {
  return new ApiError('FORBIDDEN', 'WebSockets can be opened from this server’s own pages only')
}

function refuse(context: HttpContext, socket: Duplex, error: unknown): void {
  const known = error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR', 'Internal server error')
  if (error !== known) context.log.error({ err: error }, 'A WebSocket could not be opened')
  lingeringEnd(socket, rawResponse(known.status, known.code, known.message))
}
