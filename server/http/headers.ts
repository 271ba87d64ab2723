import { isIP } from 'node:net'

const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  // Formulas and the stills of linked pages are placed by style attributes, which the renderer of messages writes
  // itself. A style element could read a page by what it loads; an attribute only changes its own element.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ')

/** Headers of every answer over plain HTTP, where browsers complain of the opener policy. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Headers of every answer, errors and refusals included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...PLAIN_HEADERS,
  'cross-origin-opener-policy': 'same-origin',
}

/** Of what the API answers, which is no page: shorter, since most answers are these. */
const DATA_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

const HSTS = { 'strict-transport-security': 'max-age=31536000' }
const PAGES_WITH_HSTS = { ...SECURITY_HEADERS, ...HSTS }
const DATA_WITH_HSTS = { ...DATA_HEADERS, ...HSTS }

/**
 * The headers for answers under `host` (without port). HSTS holds for every port of a name, so on `localhost` it
 * would break all other servers of a developer; on bare addresses browsers ignore it.
 */
export function securityHeaders(host: string, url: string): Readonly<Record<string, string>> {
  const isData = url.startsWith('/api/v1/') || url.startsWith('/json/')
  if (host === 'localhost' || isIP(host) !== 0) return isData ? DATA_HEADERS : SECURITY_HEADERS
  return isData ? DATA_WITH_HSTS : PAGES_WITH_HSTS
}
