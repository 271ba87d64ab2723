import type { z } from 'zod'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import type { ErrorCode } from '../../../server/contract/errors.ts'

/** What a caller gives for an endpoint: the values before they are written as text; those with a default may be left out. */
export type Given<E> =
  E extends Endpoint<infer P>
    ? { [K in Required<P>]: z.output<P[K]> } & { [K in Exclude<keyof P, Required<P>>]?: z.output<P[K]> | undefined }
    : never
type Required<P extends z.ZodRawShape> = {
  [K in keyof P]: undefined extends z.input<P[K]> ? never : K
}[keyof P]

interface ErrorBody {
  readonly result?: string
  readonly msg?: string
  readonly code?: ErrorCode
  readonly 'retry-after'?: number
  readonly reason?: string
}

/** The server refused a call. `message` is in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: ErrorCode | 'UNKNOWN'
  readonly status: number
  /** Seconds after which a limited call is allowed again; 0: not said. */
  readonly retryAfter: number
  /** One word for what stands in the way, where the endpoint names it; empty: not said. */
  readonly reason: string

  constructor(status: number, body: ErrorBody) {
    super(body.msg ?? '')
    this.status = status
    this.code = body.code ?? 'UNKNOWN'
    this.retryAfter = body['retry-after'] ?? 0
    this.reason = body.reason ?? ''
  }

  /** Whether the same call may succeed later: nothing is wrong with it. */
  get isTemporary(): boolean {
    return this.status === 429 || this.status === 408 || this.status >= 500
  }
}

/** No answer came: the host is away, or the network is. Whether the call was carried out is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Values = Readonly<Record<string, unknown>>

const ANSWER_MS = 30_000

/** The one way to the server: `/json` with the session's cookie, which only the browser sees, and its CSRF token. */
export class Client {
  /** Of this session; a write without it is refused. */
  csrfToken = ''

  /**
   * @param path below `/json`
   * @throws {Refused | Unreachable}
   */
  async call<Answer>(method: Method, path: string, values: Values = {}, signal?: AbortSignal): Promise<Answer> {
    const form = encode(values)
    const inQuery = method === 'GET'
    const response = await reach(`/json${path}${inQuery && form.size > 0 ? `?${form}` : ''}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ?? AbortSignal.timeout(ANSWER_MS),
      ...(inQuery ? {} : { body: form, headers: { 'x-csrftoken': this.csrfToken } }),
    })
    return read<Answer>(response)
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw new Unreachable('Hearth cannot be reached', { cause: error })
  }
}

async function read<Answer>(response: Response): Promise<Answer> {
  let body: ErrorBody | null
  try {
    body = (await response.json()) as ErrorBody | null
  } catch (error) {
    // Not our server's words: it broke off, or something in between answered.
    throw new Unreachable(`The answer cannot be read (${response.status})`, { cause: error })
  }
  if (typeof body !== 'object' || body === null) {
    throw new Unreachable(`The answer is not Hearth's (${response.status})`)
  }
  if (response.ok && body.result === 'success') return body as Answer
  throw new Refused(response.status, body)
}

/** Zulip's form: texts as they are, everything else as JSON. */
function encode(values: Values): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return form
}
