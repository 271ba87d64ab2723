import { z } from 'zod'

/**
 * Who may call an endpoint. `anyone` needs no login; `user` any active account;
 * finer rules (roles, subscriptions) live in the features' policies and queries.
 */
export type Access = 'anyone' | 'user'

export type Surface = 'api' | 'json'

/** One operation of the Zulip-compatible API, mounted below `/api/v1` and `/json`. */
export interface Endpoint<Params extends z.ZodRawShape = z.ZodRawShape> {
  /** operationId in the Zulip API documentation, e.g. `send-message` (https://zulip.com/api/<operation>). */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Fastify path without the prefix, e.g. `/messages/:message_id`. */
  readonly path: string
  readonly access: Access
  /** Where it is mounted, when not below both: `api` is `/api/v1` (API keys), `json` is `/json` (browser sessions). */
  readonly surfaces?: readonly Surface[]
  /** Every parameter, from path, query string, form and multipart alike. Raw values are strings. */
  readonly params: Params
}

export type ParamsOf<E> = E extends Endpoint<infer P> ? z.output<z.ZodObject<P>> : never

export function endpoint<const Params extends z.ZodRawShape>(e: Endpoint<Params>): Endpoint<Params> {
  return e
}

// Also spelled with escapes: __proto__ as a key would set an object's prototype when it is copied carelessly.
const PROTO_KEY =
  /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"\s*:/i
// Postgres text cannot hold U+0000.
const NULL_CHARACTER = /(?<!\\)(?:\\\\)*\\u0000/

/** JSON from outside. Throws SyntaxError, also for `__proto__` and for U+0000 in texts. */
export function parseJson(text: string): unknown {
  if (PROTO_KEY.test(text)) throw new SyntaxError('__proto__ is not allowed')
  if (NULL_CHARACTER.test(text)) throw new SyntaxError('Null characters are not allowed')
  return JSON.parse(text)
}

/** A parameter whose value is JSON text inside the form, as Zulip's are unless they are plain strings. */
export function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, ctx) => {
      try {
        return parseJson(text)
      } catch {
        ctx.addIssue({ code: 'custom', message: 'is not valid JSON', params: { invalidJson: true } })
        return z.NEVER
      }
    })
    .pipe(schema)
}
