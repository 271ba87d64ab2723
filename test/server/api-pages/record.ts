import type { AnyEndpoint } from '../../../server/http/call.ts'
import { PREFIX } from '../../../server/http/mount.ts'
import type { ChatApi } from '../features/chat-api.ts'
import { type Ask, ask, type Reply } from '../http/https-server.ts'
import type { ExampleCall } from './calls.ts'

/** Makes the calls of the examples, as a browser where they are for browsers. */
export class Caller {
  readonly chat: ChatApi
  /** Of the browser that logged in. */
  #cookie = ''
  #csrf = ''

  constructor(chat: ChatApi) {
    this.chat = chat
  }

  async call(
    endpoint: AnyEndpoint,
    params: Readonly<Record<string, unknown>>,
    { user, file }: Partial<ExampleCall>,
  ): Promise<Reply> {
    const rest = { ...params }
    const path = endpoint.path.replace(/:(\w+)/g, (_whole, name: string) => {
      const { [name]: value } = rest
      delete rest[name]
      return encodeURIComponent(String(value))
    })
    const form = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    )
    const surface = endpoint.surfaces?.[0] ?? 'api'
    const login: Ask['headers'] = user === undefined ? {} : this.chat.headers(user)
    const browser =
      surface === 'json' ? { cookie: this.#cookie, 'x-csrftoken': this.#csrf, origin: `https://${this.chat.host}` } : {}
    const headers = { ...login, ...browser }
    const asked = file ? upload(form, file, headers) : { form, headers }
    const reply = await ask(this.chat, `${PREFIX[surface]}${path}`, { method: endpoint.method, ...asked })
    const [set] = reply.headers['set-cookie'] ?? []
    if (set && endpoint.operation === 'login') {
      this.#cookie = set.split(';')[0] ?? ''
      this.#csrf = String(reply.json['csrf_token'])
    }
    return reply
  }
}

function upload(
  form: Readonly<Record<string, string>>,
  file: NonNullable<ExampleCall['file']>,
  headers: Ask['headers'],
): Ask {
  const part = (name: string, more = '') => `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
  const body = Buffer.concat([
    ...Object.entries(form).map(([name, value]) => Buffer.from(`${part(name)}${value}\r\n`)),
    Buffer.from(part('file', `; filename="${file.name}"`)),
    file.bytes,
    Buffer.from('\r\n--x--\r\n'),
  ])
  return { body, headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' } }
}

/** What nobody but its owner is shown, and what is another in each run. */
const SECRET = /(^|_)(api_key|token|csrf_token|queue_id|invite_link|url|uri|uuid|session_id)$/
const MOST_ITEMS = 2
const MOST_KEYS = 40

/** An answer as it is kept: without secrets, long lists and large objects cut. */
export function kept(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return SECRET.test(key) ? value.replace(/[\w-]{16,}/g, 'abcdefghijklmnopqrstuvwxyz012345') : value
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((one) => kept(one, key))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).slice(0, MOST_KEYS)
  return Object.fromEntries(entries.map(([name, one]) => [name, kept(one, name)]))
}

/** What a value is made of, to compare answers that say different things. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b))
  return Object.fromEntries(entries.map(([name, one]) => [name, shapeOf(one)]))
}
