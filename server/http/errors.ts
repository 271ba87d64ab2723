import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, type ErrorCode } from '../contract/errors.ts'
import type { Log } from '../lib/log.ts'

/** What Fastify refuses before our code runs, in our terms. */
const FRAMEWORK: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'This content type is not supported'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['BAD_REQUEST', 'The body is not as long as Content-Length says'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The request is too large'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['INVALID_JSON', 'Malformed JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['INVALID_JSON', 'Malformed JSON'],
  FST_ERR_BAD_URL: ['BAD_REQUEST', 'The address is not a valid URL'],
  FST_ERR_MAX_PARAM_LENGTH: ['BAD_REQUEST', 'A part of the address is too long'],
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: shut down, crashed, starting, too many connections. */
const DATABASE_AWAY = new Set(['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** A number that Postgres' type for it cannot hold: no id is so large. */
const OUT_OF_RANGE = '22003'

interface Coded extends Error {
  readonly code?: unknown
  readonly syscall?: unknown
}

function isDatabaseAway(error: Coded): boolean {
  if (typeof error.code === 'string' && DATABASE_AWAY.has(error.code)) return true
  // A missing unix socket, and the driver's own words for a connection that broke.
  if (error.code === 'ENOENT' && error.syscall === 'connect') return true
  return /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
}

/** The error a caller sees. Whatever is not theirs is logged here, and told without details. */
export function toApiError(error: unknown, request: FastifyRequest, log: Log): ApiError {
  if (error instanceof ApiError) return error
  const coded: Coded = error instanceof Error ? error : new Error(String(error))
  const known = typeof coded.code === 'string' ? FRAMEWORK[coded.code] : undefined
  if (known) return new ApiError(...known)
  if (coded.code === OUT_OF_RANGE) return new ApiError('BAD_REQUEST', 'A number among the parameters is too large')
  // The route's pattern, not the address: that may carry secrets.
  const fields = { method: request.method, route: request.routeOptions.url, err: coded }
  if (isDatabaseAway(coded)) {
    log.warn(fields, 'The database is not reachable')
    return new ApiError('SERVICE_UNAVAILABLE', 'The database is not reachable right now. Please try again in a moment.')
  }
  log.error(fields, 'A request failed')
  return new ApiError('INTERNAL_ERROR', 'Internal server error')
}

function errorBody(error: ApiError): string {
  return JSON.stringify({ result: 'error', msg: error.message, code: error.code, ...error.data })
}

export function sendError(error: ApiError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.status === 401) reply.header('www-authenticate', challenge(request.url))
  const retryAfter = error.data['retry-after']
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)))
  // An unread rest of a body would have to be swallowed, at the sender's pace, before the next request.
  if (!request.raw.complete) reply.header('connection', 'close')
  reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(errorBody(error))
}

/** Zulip's challenges. A Basic one under /json would make browsers show their own password box. */
function challenge(url: string): string {
  return url.startsWith('/api/') ? 'Basic realm="zulip"' : 'Session realm="zulip"'
}

export function notLoggedIn(): ApiError {
  return new ApiError('UNAUTHORIZED', 'Not logged in: API authentication or user session required')
}
