import { Agent, request } from 'node:https'

/** A name of the cast, an account made by a scenario, or nobody. */
export type Actor = string
export type Params = Readonly<Record<string, unknown>>
export type Body = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly body: Body
}

export interface File {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Ask {
  readonly method: string
  /** With the part below `/api/v1`. */
  readonly path: string
  readonly params?: Params
  readonly file?: File
  /** An Authorization header; none: as a stranger. */
  readonly authorization?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Asks as Zulip's clients do, over connections that trust only the host's own authority. */
export class Client {
  readonly #agent: Agent
  readonly #url: string

  constructor({ url, ca }: { readonly url: string; readonly ca: string }) {
    this.#url = url
    this.#agent = new Agent({ ca, keepAlive: true })
  }

  async ask({ method, path, params = {}, file, authorization, signal }: Ask): Promise<Answer> {
    const form = toForm(params)
    const inQuery = method === 'GET' && form.size > 0
    const body = await encode(method === 'GET' ? undefined : form, file)
    return new Promise((resolve, reject) => {
      const headers = { ...(authorization && { authorization }), ...(body && describe(body)) }
      const url = `${this.#url}/api/v1${path}${inQuery ? `?${form}` : ''}`
      const req = request(url, { method, agent: this.#agent, headers, signal })
      req.on('error', reject)
      req.on('response', (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) }))
      })
      req.end(body?.bytes)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Parameters that are no strings go as JSON text. */
function toForm(params: Params): URLSearchParams {
  const given = Object.entries(params).filter(([, value]) => value !== undefined)
  return new URLSearchParams(
    given.map(([key, value]): [string, string] => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

interface Encoded {
  readonly type: string
  readonly bytes: Buffer
}

/** Without a length Node would send the body of a DELETE with no end. */
function describe({ type, bytes }: Encoded): Record<string, string | number> {
  return { 'content-type': type, 'content-length': bytes.length }
}

async function encode(form: URLSearchParams | undefined, file: File | undefined): Promise<Encoded | undefined> {
  if (!file) return form && { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(form.toString()) }
  const data = new FormData()
  for (const [name, value] of form ?? []) data.set(name, value)
  data.set(file.name, new Blob([file.bytes], { type: file.type }), file.name)
  const encoded = new Response(data)
  return { type: encoded.headers.get('content-type') ?? '', bytes: Buffer.from(await encoded.arrayBuffer()) }
}

/** What is no JSON object shows up as a fault of the answer. */
function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body
  } catch {
    return { not_json: text.slice(0, 200) }
  }
}
