import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ApiError } from '../contract/errors.ts'

/**
 * Whether Origin, if sent, is the one that the request was made to. Host is on the allow-list already, and a
 * browser does not let a page forge either, so equality is enough; the port counts, as it does for browsers.
 */
export function originMatches(request: IncomingMessage): boolean {
  const { origin, host = '' } = request.headers
  return origin === undefined || origin.toLowerCase() === `https://${host.toLowerCase().replace(/:443$/, '')}`
}

/** Refuses a write that a page of another origin caused: https://www.w3.org/TR/fetch-metadata/ */
export function checkSameOrigin(request: IncomingMessage): void {
  if (!originMatches(request)) throw csrfFailed('the request comes from another website')
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw csrfFailed('the request comes from another website')
  }
}

/** Throws unless `given` is the session's token; takes the same time wherever they differ. */
export function checkCsrfToken(given: string, expected: string): void {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw csrfFailed('the token is missing or wrong')
}

function csrfFailed(reason: string): ApiError {
  return new ApiError('CSRF_FAILED', `CSRF error: ${reason}. Reload the page and try again.`)
}

/** The value of one cookie; the first one wins, as the most specific path is sent first. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (!header) return undefined
  for (const part of header.split(';')) {
    const equals = part.indexOf('=')
    if (part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
  }
  return undefined
}
