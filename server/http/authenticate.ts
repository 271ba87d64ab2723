import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Surface } from '../contract/endpoint.ts'
import { ApiError } from '../contract/errors.ts'
import { addressOf, limitKey } from './address.ts'
import { type Caller, type HttpContext, NOBODY } from './context.ts'
import { notLoggedIn } from './errors.ts'
import { ANONYMOUS_FACTOR } from './limits.ts'
import { type RateState, rateLimitHit } from './rate-limit.ts'
import { checkCsrfToken, checkSameOrigin, cookieValue } from './same-origin.ts'

/** Callback-style hook: a known caller passes without a promise. */
type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/**
 * Runs before a body is read, so that strangers cannot make us read large ones: finds out who calls, proves that a
 * session's write comes from our own page, and counts the call.
 */
export function authenticateHook(context: HttpContext, surface: Surface, access: Access): Hook {
  return (request, reply, done) => {
    const admit = (caller: Caller): void => {
      request.caller = caller
      if (access === 'user' && surface === 'json') checkToken(request, caller)
      count(context, request.raw, reply, caller.actor?.id)
      done()
    }
    const refuse = (error: unknown): void => {
      try {
        // Wrong credentials count for the address they come from.
        if (error instanceof ApiError && error.status === 401) count(context, request.raw, reply, undefined)
        done(error as Error)
      } catch (limited) {
        done(limited as Error)
      }
    }
    try {
      const found = identify(context, surface, access, request.raw)
      if (found instanceof Promise) found.then(admit).catch(refuse)
      else admit(found)
    } catch (error) {
      refuse(error)
    }
  }
}

function identify(
  context: HttpContext,
  surface: Surface,
  access: Access,
  request: IncomingMessage,
): Caller | Promise<Caller> {
  if (surface === 'json') {
    if (isWrite(request)) checkSameOrigin(request)
    return bySession(context, request, access === 'user')
  }
  // What everyone may see is shown to clients with a stale key too; the cookie is never read here.
  if (access === 'anyone') return NOBODY
  return byApiKey(context, request)
}

/** What proves who calls. */
type Proof = { readonly headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'> }

export function byApiKey(context: HttpContext, { headers }: Proof): Caller | Promise<Caller> {
  const header = headers.authorization
  if (header === undefined) throw notLoggedIn()
  const actor = context.authenticator.byApiKey(header)
  return actor instanceof Promise
    ? actor.then((found) => ({ actor: found, session: undefined }))
    : { actor, session: undefined }
}

export function bySession(context: HttpContext, { headers }: Proof, required: boolean): Caller | Promise<Caller> {
  const token = cookieValue(headers.cookie, context.authenticator.cookieName)
  const found = token ? context.authenticator.bySession(token) : undefined
  const check = (caller: Caller | undefined): Caller => {
    if (!caller && required) throw notLoggedIn()
    return caller ?? NOBODY
  }
  return found instanceof Promise ? found.then(check) : check(found)
}

function isWrite(request: IncomingMessage): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD'
}

function checkToken(request: FastifyRequest, caller: Caller): void {
  if (!isWrite(request.raw) || !caller.session) return
  const token = request.headers['x-csrftoken']
  if (typeof token === 'string') checkCsrfToken(token, caller.session.csrfToken)
  else request.wantsFormToken = true
}

/** Counts a call for its account, or for the address of a stranger. Throws RATE_LIMIT_HIT. */
export function count(
  context: HttpContext,
  request: IncomingMessage,
  reply: FastifyReply | undefined,
  userId: number | undefined,
): void {
  const perMinute = context.limits().apiPerMinute
  if (perMinute <= 0) return
  const state =
    userId !== undefined
      ? context.limiter.take(userId, perMinute)
      : context.limiter.take(limitKey(addressOf(request.socket)), perMinute * ANONYMOUS_FACTOR)
  if (reply) tell(reply, state)
  if (state.retryAfter > 0) throw rateLimitHit(state.retryAfter)
}

/** https://zulip.com/api/http-headers#rate-limiting-response-headers */
function tell(reply: FastifyReply, state: RateState): void {
  reply.header('x-ratelimit-limit', state.limit)
  reply.header('x-ratelimit-remaining', state.remaining)
  reply.header('x-ratelimit-reset', state.reset)
}
