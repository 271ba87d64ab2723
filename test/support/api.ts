import { Agent, request } from 'node:https'
import { PASSWORD, type RunningHost } from './host.ts'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown> & { result: string; msg: string; code?: string }
}

/** One account's access to the API by HTTP Basic, over connections of its own that trust only the host's authority. */
export class ApiClient {
  readonly #agent: Agent
  readonly #url: string
  readonly #authorization: string
  readonly email: string

  private constructor(url: string, ca: string, email: string, key: string) {
    this.#agent = new Agent({ ca, keepAlive: true })
    this.#url = url
    this.email = email
    this.#authorization = `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`
  }

  static async login(host: RunningHost, email: string, password = PASSWORD): Promise<ApiClient> {
    const guest = new ApiClient(host.url, host.ca, email, '')
    const { body } = await guest.call('POST', '/fetch_api_key', { username: email, password })
    if (typeof body['api_key'] !== 'string') throw new Error(`No login for ${email}: ${body.msg}`)
    guest.close()
    return new ApiClient(host.url, host.ca, email, body['api_key'])
  }

  /** Parameters that are no strings go as JSON text, as Zulip's clients send them. */
  call(method: string, path: string, params: Record<string, unknown> = {}): Promise<Answer> {
    const form = new URLSearchParams()
    for (const [key, value] of Object.entries(params)) {
      form.set(key, typeof value === 'string' ? value : JSON.stringify(value))
    }
    const inQuery = method === 'GET'
    const url = `${this.#url}/api/v1${path}${inQuery ? `?${form}` : ''}`
    return new Promise((resolve, reject) => {
      const req = request(url, {
        method,
        agent: this.#agent,
        headers: inQuery
          ? { authorization: this.#authorization }
          : { authorization: this.#authorization, 'content-type': 'application/x-www-form-urlencoded' },
      })
      req.on('error', reject)
      req.on('response', (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => {
          try {
            resolve({
              status: res.statusCode ?? 0,
              body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'],
            })
          } catch (error) {
            reject(new Error(`The answer to ${method} ${path} is not JSON`, { cause: error }))
          }
        })
      })
      req.end(inQuery ? undefined : form.toString())
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
