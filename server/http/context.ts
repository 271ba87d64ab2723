import type { FastifyInstance } from 'fastify'
import type { Log } from '../lib/log.ts'
import type { Authenticator } from './authenticator.ts'
import type { Actor, AnyEndpoint, Session, Upgrades } from './call.ts'
import type { HostGuard } from './host.ts'
import type { Limits, Timeouts } from './limits.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { RoutesTable } from './routes-table.ts'

/** What the parts of the HTTP assembly share. */
export interface HttpContext {
  /** The scope of the API routes: its body parser reads Zulip's forms on every method. */
  readonly api: FastifyInstance
  readonly authenticator: Authenticator
  readonly guard: HostGuard
  readonly limiter: RateLimiter
  readonly limits: () => Limits
  readonly timeouts: Timeouts
  readonly log: Log
  readonly upgrades: Upgrades
  /** What has been mounted. */
  readonly endpoints: AnyEndpoint[]
  readonly routes: RoutesTable
}

/** Who a request comes from, as far as that is known. */
export interface Caller {
  readonly actor: Actor | undefined
  readonly session: Session | undefined
}

export const NOBODY: Caller = { actor: undefined, session: undefined }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A multipart body of POST is left to the handler, unread (upload.ts). */
    isUpload?: true
  }
  interface FastifyRequest {
    caller: Caller
    /** A session call without the CSRF header: the form must carry the token. */
    wantsFormToken: boolean
  }
}

const contexts = new WeakMap<FastifyInstance, HttpContext>()

export function setContext(app: FastifyInstance, context: HttpContext): void {
  contexts.set(app, context)
}

export function contextOf(app: FastifyInstance): HttpContext {
  const context = contexts.get(app)
  if (!context) throw new Error('This Fastify instance was not made by buildHttp')
  return context
}
