import { type Actor, type Answer, type Body, Client, type File, type Params } from './client.ts'
import type { Contract, Operation } from './document.ts'
import { CAST, emailOf, type Host, PASSWORD } from './host.ts'
import type { Tally } from './tally.ts'
import { Watch } from './watch.ts'

/** What an account is told that was deactivated, or whose key was made anew. */
const NO_LONGER = [401, 403]

interface More {
  readonly file?: File
  readonly signal?: AbortSignal | undefined
  /** Whether every described field is expected; not for calls that ask for a part. */
  readonly remark?: boolean
}

interface Account {
  readonly id: number
  readonly authorization: string
}

/** What scenarios act through: real calls of real accounts, each judged. */
export class Run {
  readonly #contract: Contract
  readonly #tally: Tally
  readonly #host: Host
  readonly #accounts = new Map<Actor, Account>()
  readonly watches: Watch[] = []
  #client: Client

  constructor(contract: Contract, tally: Tally, host: Host) {
    this.#contract = contract
    this.#tally = tally
    this.#host = host
    this.#client = new Client(host)
  }

  /** Logs the cast in; each listens from then on, as today's clients and as old ones do. */
  async gather(): Promise<void> {
    for (const name of CAST) {
      await this.login(name)
      await this.listen(name)
    }
  }

  async login(name: Actor, password = PASSWORD, email = emailOf(name)): Promise<Account> {
    const body = await this.ok('fetch-api-key', 'nobody', { username: email, password })
    return this.enlist(name, Number(body['user_id']), email, String(body['api_key']))
  }

  /** Lets a scenario act as an account whose key it knows. */
  enlist(name: Actor, id: number, email: string, key: string): Account {
    const account = { id, authorization: `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}` }
    this.#accounts.set(name, account)
    return account
  }

  async listen(name: Actor): Promise<void> {
    const today = { apply_markdown: true, slim_presence: true, client_capabilities: CAPABILITIES }
    const old = { client_gravatar: false, include_subscribers: true }
    for (const params of [today, old]) this.watches.push(await Watch.start(this, this.#tally, name, params))
  }

  idOf(name: Actor): number {
    return this.#accounts.get(name)?.id ?? 0
  }

  /** A call that must succeed. Answers its body, or that of the error, so that the scenario goes on. */
  async ok(operation: string, actor: Actor, params: Params = {}, more: More = {}): Promise<Body> {
    const known = this.#operation(operation, params)
    const answer = await this.#call(known, actor, params, more)
    const sent = { ...params, ...(more.file && { filename: more.file.name }) }
    this.#tally.success(known, sent, answer, more.remark)
    return answer.body
  }

  /** A poll; only that of somebody who may no longer listen may be refused. */
  async poll(actor: Actor, params: Params, signal: AbortSignal): Promise<Body> {
    const known = this.#operation('get-events', params)
    const answer = await this.#call(known, actor, params, { signal })
    if (!NO_LONGER.includes(answer.status)) this.#tally.success(known, params, answer, false)
    return answer.body
  }

  /** A call that must be refused. @param number which documented error, counted from 1 in the order of the file */
  async refused(operation: string, actor: Actor, params: Params = {}, number = 1, more: More = {}): Promise<Body> {
    const known = this.#operation(operation, params)
    const answer = await this.#call(known, actor, params, more)
    this.#tally.refusal(known, number, answer)
    return answer.body
  }

  /** A call of something that the file does not document, but that is needed to bring a documented thing about. */
  async raw(method: string, path: string, actor: Actor, params: Params = {}, file?: File): Promise<Body> {
    const { authorization } = this.#accounts.get(actor) ?? {}
    const { status, body } = await this.#client.ask({ method, path, params, authorization, ...(file && { file }) })
    const ignored = (body['ignored_parameters_unsupported'] ?? []) as string[]
    if (status !== 200) this.#tally.note(`${method} ${path} was refused with ${status}: ${String(body['msg'])}`)
    if (ignored.length > 0) this.#tally.note(`${method} ${path} ignored ${ignored.join(', ')}`)
    return body
  }

  /** Something that a schema cannot say. */
  expect(operation: string, holds: boolean, fault: string): void {
    if (!holds) this.#tally.fault(operation, fault)
  }

  /** Waits until everybody has been told all that has happened. */
  async settle(): Promise<void> {
    const mark = `mark ${performance.now()}`
    const awake = this.watches.filter((watch) => watch.hearsMessages)
    const told = awake.map((watch) => watch.until((event) => JSON.stringify(event).includes(mark)))
    for (const name of new Set(awake.map((watch) => watch.actor))) {
      await this.ok('send-message', 'owner', { type: 'direct', to: [this.idOf(name)], content: mark })
    }
    await Promise.all(told)
  }

  /** Waits for something that the host does by itself. */
  async eventually(operation: string, isSo: () => boolean | Promise<boolean>, fault: string): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      if (await isSo()) return
      await this.pass(0.5)
    }
    this.#tally.fault(operation, fault)
  }

  /** Addresses that the host has mailed to. */
  get mailed(): readonly string[] {
    return this.#host.mails.flatMap(({ to }) => to)
  }

  /** Lets time go by, where a rule is about time. */
  pass(seconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  }

  /** Everybody goes on listening to the queues they had. */
  async restart(): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.pause()))
    this.#client.close()
    await this.#host.stop()
    this.#host.update()
    await this.#host.start()
    this.#client = new Client(this.#host)
    for (const watch of this.watches) watch.resume()
  }

  /** The last thing that can happen: nobody gets in afterwards. */
  async deactivate(): Promise<void> {
    const told = this.watches.map((watch) => watch.until(isEnd))
    const { result } = await this.raw('POST', '/realm/deactivate', 'owner', { deactivation_reason: 'owner_request' })
    if (result === 'success') await Promise.all(told)
  }

  async end(): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.pause()))
    this.#client.close()
  }

  #operation(id: string, params: Params): Operation {
    const operation = this.#contract.operations.get(id)
    if (!operation) throw new Error(`There is no operation ${id} in the file`)
    const strange = Object.keys(params).filter((name) => !operation.params.has(name))
    if (strange.length > 0) throw new Error(`${id} documents no parameter ${strange.join(', ')}`)
    return operation
  }

  async #call({ method, path }: Operation, actor: Actor, params: Params, { file, signal }: More): Promise<Answer> {
    const unknown = Object.keys(params).filter((name) => isUnknown(params[name]))
    // It would be refused for a reason that says nothing.
    if (unknown.length > 0) return { status: 0, body: { msg: `not asked: no step before told ${unknown.join(', ')}` } }
    const rest = { ...params }
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      delete rest[name]
      // A name of a file holds slashes.
      return String(params[name]).split('/').map(encodeURIComponent).join('/')
    })
    const { authorization } = this.#accounts.get(actor) ?? {}
    const ask = { method, path: filled, params: rest, ...(file && { file }), authorization, signal }
    return this.#client.ask(ask).catch((error: unknown) => {
      if (signal?.aborted) throw error
      return { status: 0, body: { msg: String(error) } }
    })
  }
}

const isEnd = ({ type, op }: Body) => type === 'realm' && op === 'deactivated'

function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === undefined || Number.isNaN(value)
}

export const CAPABILITIES = {
  notification_settings_null: true,
  bulk_message_deletion: true,
  user_avatar_url_field_optional: true,
  stream_typing_notifications: true,
  user_settings_object: true,
  linkifier_url_template: true,
  user_list_incomplete: true,
  include_deactivated_groups: true,
  archived_channels: true,
}
