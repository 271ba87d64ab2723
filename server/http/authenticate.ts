import { hash as digest, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Surface } from '../contract/endpoint.ts'
import { ApiError } from '../contract/errors.ts'
import { BoundedMap } from '../lib/bounded-map.ts'
import { addressOf, limitKey } from './address.ts'
import { type Caller, type HttpContext, NOBODY } from './context.ts'
import { notLoggedIn } from './errors.ts'
import { ANONYMOUS_FACTOR } from './limits.ts'
import { RateLimiter, type RateState, rateLimitHit } from './rate-limit.ts'
import { checkCsrfToken, checkSameOrigin, cookieValue } from './same-origin.ts'

/** Callback-style hook: a known caller passes without a promise. */
type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/**
 * Runs before a body is read, so that strangers cannot make us read large ones: finds out who calls, proves that a
 * session's write comes from our own page, and counts the call.
 */
export function authenticateHook(context: HttpContext, surface: Surface, access: Access): Hook {
  const admit = (request: FastifyRequest, reply: FastifyReply, caller: Caller): void => {
    request.caller = caller
    if (access === 'user' && surface === 'json') checkToken(request, caller)
    count(context, request.raw, reply, caller.actor?.id)
  }
  /** What to answer somebody who failed: too many of these is another matter. */
  const refusal = (request: FastifyRequest, reply: FastifyReply, error: unknown): Error => {
    try {
      countFailure(context, request.raw, reply, error)
      return error as Error
    } catch (limited) {
      return limited as Error
    }
  }
  return (request, reply, done) => {
    try {
      const found = identify(context, surface, access, request.raw)
      if (found instanceof Promise) {
        const refuse = (error: unknown) => done(refusal(request, reply, error))
        found.then((caller) => admit(request, reply, caller)).then(() => done(), refuse)
        return
      }
      admit(request, reply, found)
    } catch (error) {
      done(refusal(request, reply, error))
      return
    }
    done()
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

/** What proves who calls. Without the socket that it came by, it is looked up whatever the limit. */
interface Proof {
  readonly headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>
  readonly socket?: Socket
}

export function byApiKey(context: HttpContext, { headers, socket }: Proof): Caller | Promise<Caller> {
  const header = headers.authorization
  if (header === undefined) throw notLoggedIn()
  const actor = lookUp(context, socket, header, () => context.authenticator.byApiKey(header, socket))
  return actor instanceof Promise
    ? actor.then((found) => ({ actor: found, session: undefined }))
    : { actor, session: undefined }
}

export function bySession(
  context: HttpContext,
  { headers, socket }: Proof,
  required: boolean,
): Caller | Promise<Caller> {
  const token = cookieValue(headers.cookie, context.authenticator.cookieName)
  const found = token ? lookUp(context, socket, token, () => context.authenticator.bySession(token)) : undefined
  const check = (caller: Caller | undefined): Caller => {
    if (!caller && required) throw notLoggedIn()
    return caller ?? NOBODY
  }
  return found instanceof Promise ? found.then(check) : check(found)
}

/** Keeps an address that is over its limit from costing look-ups, but for those whom that does not concern. */
class Guesses {
  readonly #salt = randomBytes(32).toString('base64')
  /** Proofs that were good at their last look-up, by digest: their owners go on, whatever colleagues do. */
  readonly #proved = new BoundedMap<string, true>(10_000)
  readonly #overUntil = new BoundedMap<string, number>(20_000)
  /** So that whoever comes with a right key for the first time is not shut out either. */
  readonly #reserve = new RateLimiter()

  noteOver(address: string, ms: number): void {
    this.#overUntil.set(address, performance.now() + ms)
  }

  /** Throws RATE_LIMIT_HIT for a guess by an address that is over its limit. */
  check(socket: Socket, proof: string, perMinute: number): void {
    if (this.#overUntil.size === 0) return
    const address = limitKey(addressOf(socket))
    if ((this.#overUntil.get(address) ?? 0) <= performance.now() || this.#proved.get(this.#digest(proof))) return
    const { retryAfter } = this.#reserve.take(address, perMinute)
    if (retryAfter > 0) throw rateLimitHit(retryAfter)
  }

  note(proof: string, isGood: boolean): void {
    if (isGood) this.#proved.set(this.#digest(proof), true)
    else this.#proved.delete(this.#digest(proof))
  }

  #digest(proof: string): string {
    return digest('sha256', this.#salt + proof, 'base64')
  }
}

const guesses = new WeakMap<HttpContext, Guesses>()

function guessesOf(context: HttpContext): Guesses {
  let known = guesses.get(context)
  if (!known) guesses.set(context, (known = new Guesses()))
  return known
}

/** Asks the authenticator, which asks the database, unless this would be one guess too many. */
function lookUp<T>(
  context: HttpContext,
  socket: Socket | undefined,
  proof: string,
  find: () => T | Promise<T>,
): T | Promise<T> {
  const known = guessesOf(context)
  const perMinute = context.limits().apiPerMinute
  if (socket && perMinute > 0) known.check(socket, proof, perMinute)
  const found = find()
  // Who is known without a look-up was remembered at the last one.
  if (!(found instanceof Promise)) return found
  return found.then(
    (value) => {
      known.note(proof, value !== undefined)
      return value
    },
    (error: unknown) => {
      if (error instanceof ApiError) known.note(proof, false)
      throw error
    },
  )
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

/** Wrong credentials count for the address they come from. Throws RATE_LIMIT_HIT. */
export function countFailure(
  context: HttpContext,
  request: IncomingMessage,
  reply: FastifyReply | undefined,
  error: unknown,
): void {
  if (error instanceof ApiError && error.status === 401) count(context, request, reply, undefined)
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
    userId !== undefined ? context.limiter.take(userId, perMinute) : takeOfAddress(context, request.socket, perMinute)
  if (reply) tell(reply, state)
  if (state.retryAfter > 0) throw rateLimitHit(state.retryAfter)
}

function takeOfAddress(context: HttpContext, socket: Socket, perMinute: number): RateState {
  const address = limitKey(addressOf(socket))
  const limit = perMinute * ANONYMOUS_FACTOR
  const state = context.limiter.take(address, limit)
  // Until there is one call in the bucket again.
  if (state.remaining === 0) guessesOf(context).noteOver(address, 60_000 / limit)
  return state
}

/** https://zulip.com/api/http-headers#rate-limiting-response-headers */
function tell(reply: FastifyReply, state: RateState): void {
  reply.header('x-ratelimit-limit', state.limit)
  reply.header('x-ratelimit-remaining', state.remaining)
  reply.header('x-ratelimit-reset', state.reset)
}
