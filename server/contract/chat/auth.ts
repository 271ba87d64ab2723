import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** https://zulip.com/api/fetch-api-key */
export const fetchApiKey = endpoint({
  operation: 'fetch-api-key',
  method: 'POST',
  path: '/fetch_api_key',
  access: 'anyone',
  surfaces: ['api'],
  params: { username: z.string(), password: z.string() },
})

/** Hearth's own: as fetch_api_key, as the file that client libraries read. */
export const fetchZuliprc = endpoint({
  operation: 'fetch-zuliprc',
  method: 'POST',
  path: '/fetch_zuliprc',
  access: 'anyone',
  surfaces: ['api'],
  params: { username: z.string(), password: z.string() },
})

/** https://zulip.com/api/dev-fetch-api-key: always refused, since this is no development server. */
export const devFetchApiKey = endpoint({
  operation: 'dev-fetch-api-key',
  method: 'POST',
  path: '/dev_fetch_api_key',
  access: 'anyone',
  surfaces: ['api'],
  params: { username: z.string() },
})

/** Hearth's own: starts a browser session. Sets the cookie, answers `user_id`, `email` and `csrf_token`. */
export const login = endpoint({
  operation: 'login',
  method: 'POST',
  path: '/login',
  access: 'anyone',
  surfaces: ['json'],
  params: { username: z.string(), password: z.string() },
})

/** Hearth's own: who is logged in here. A page loaded anew has lost its CSRF token and asks for it. */
export const getSession = endpoint({
  operation: 'get-session',
  method: 'GET',
  path: '/session',
  access: 'user',
  surfaces: ['json'],
  params: {},
})

/** Hearth's own: ends the browser session. */
export const logout = endpoint({
  operation: 'logout',
  method: 'POST',
  path: '/logout',
  access: 'user',
  surfaces: ['json'],
  params: {},
})
