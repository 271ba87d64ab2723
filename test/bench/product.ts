import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Core, spawnNode } from './child.ts'
import type { Seat } from './load/receivers.ts'

/** The built host: what people run. */
const HOST = join(import.meta.dirname, '../../dist/server/cli.js')
const PASSWORD = 'correct horse battery staple'
/** Accounts of the organization. A client each, up to here; above, several clients share an account. */
const PEOPLE = 50

export interface Member {
  readonly authorization: string
}

/** A running host. */
export class Product {
  readonly pid: number
  readonly port: number
  readonly #child: ChildProcess
  readonly #agent: Agent
  readonly #said: () => string

  private constructor(child: ChildProcess, ready: { pid: number; url: string; ca: string }, said: () => string) {
    this.#child = child
    this.pid = ready.pid
    this.port = Number(new URL(ready.url).port)
    this.#agent = new Agent({ ca: readFileSync(ready.ca), keepAlive: true, maxSockets: 8 })
    this.#said = said
  }

  /** @param data the data folder; a new organization is made in an empty one */
  static async start(data: string, core?: Core): Promise<Product> {
    if (!existsSync(HOST)) throw new Error('The host is not built: start this by "npm run bench"')
    const file = `${data}.json`
    writeFileSync(file, JSON.stringify(organization()), { mode: 0o600 })
    const child = spawnNode([HOST, 'host', '--data', data, '--port', '0', '--unattended', file], core, false)
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    if (!child.stdout) throw new Error('The host has no output')
    const lines = createInterface({ input: child.stdout })
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      child.once('exit', (code) => reject(new Error(`The host ended with ${code}:\n${said}`)))
    }).finally(() => rmSync(file, { force: true }))
    return new Product(child, JSON.parse(line) as { pid: number; url: string; ca: string }, () => said)
  }

  said(): string {
    return this.#said()
  }

  /** Logs everybody in. */
  async login(): Promise<Member[]> {
    const login = async ({ email }: { email: string }) => {
      const body = await this.call('', 'POST', '/fetch_api_key', { username: email, password: PASSWORD })
      return { authorization: `Basic ${Buffer.from(`${email}:${String(body['api_key'])}`).toString('base64')}` }
    }
    return Promise.all(people().map(login))
  }

  /** Registers a queue for messages. */
  async register(member: Member): Promise<Seat> {
    const { authorization } = member
    const body = await this.call(authorization, 'POST', '/register', { event_types: '["message"]' })
    return { port: this.port, authorization, queue: String(body['queue_id']), cursor: Number(body['last_event_id']) }
  }

  call(authorization: string, method: string, path: string, params: Record<string, string>) {
    return new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
      const form = new URLSearchParams(params).toString()
      // Node's client gives a body of a GET no length.
      const query = method === 'GET' ? `?${form}` : ''
      const url = `https://localhost:${this.port}/api/v1${path}${query}`
      const req = request(url, { method, agent: this.#agent, headers }, (res) => {
        let text = ''
        res.on('data', (chunk: Buffer) => (text += chunk.toString()))
        res.on('end', () => {
          if (res.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>)
          else reject(new Error(`${method} ${path} was refused: ${text}`))
        })
      })
      req.on('error', reject)
      req.end(query ? undefined : form)
    })
  }

  async stop(): Promise<void> {
    this.#agent.destroy()
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM')
      await ended
    }
  }
}

/** A stream with everybody in it. @returns its id */
export async function createRoom(product: Product, members: readonly Member[]): Promise<number> {
  for (const { authorization } of members) {
    await product.call(authorization, 'POST', '/users/me/subscriptions', { subscriptions: '[{"name":"bench"}]' })
  }
  const { streams } = await product.call(members[0]?.authorization ?? '', 'GET', '/streams', {})
  return (streams as { stream_id: number; name: string }[]).find((s) => s.name === 'bench')?.stream_id ?? 0
}

/** Queues for so many clients, the accounts taking turns. */
export async function takeSeats(product: Product, members: readonly Member[], count: number): Promise<Seat[]> {
  const takers = Array.from({ length: count }, (_, i) => members[i % members.length])
  return Promise.all(takers.flatMap((member) => (member ? product.register(member) : [])))
}

/** A folder below the system's temporary one; the caller removes it. */
export function createFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hearth-bench-'))
}

function people(): { full_name: string; email: string; password: string }[] {
  return Array.from({ length: PEOPLE }, (_, i) => ({
    full_name: `Person ${i}`,
    email: `person${i}@acme.test`,
    password: PASSWORD,
  }))
}

function organization(): object {
  const [owner, ...others] = people()
  const settings = { rate_limit_api_per_minute: 0 }
  return { organization: { name: 'Acme' }, owner, people: others, addresses: ['localhost'], settings }
}
