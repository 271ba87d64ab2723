import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { createAllowList, fetchGuarded, OutgoingError } from '../../lib/outgoing/index.ts'
import type { Secrets } from '../auth/index.ts'
import { findMessages, toWireMessage } from '../messages/index.ts'
import { findServices, findUsers, type UserRow } from '../users/index.ts'
import { doAnswer, doTellOwner } from './actions.ts'
import { FORMS, parseAnswer, type Told } from './forms.ts'
import type { Notices } from './notices.ts'
import { putBack, remove, type Waiting } from './queue.ts'

export interface DeliverOptions {
  readonly secrets: Secrets
  /** This server's address. */
  readonly url: () => string
  /** Addresses of the local network that bots may call: the setting `outgoing_private_addresses`. */
  readonly privateAddresses: () => readonly string[]
  readonly notices: Notices
}

export type Deliver = (waiting: Waiting) => Promise<void>

/** After each attempt but the last, in seconds. */
const AGAIN_AFTER = [2, 15, 60]
const MAX_ANSWER = 1024 * 1024
const TIMEOUT_MS = 15_000
/** What may be otherwise in a moment; all else would fail again. */
const PASSING = new Set(['dns', 'connection', 'timeout', 'busy'])

/** Why a webhook has no answer, as its owner is told. */
class Failure extends Error {
  readonly isPassing: boolean

  constructor(message: string, isPassing = false) {
    super(message)
    this.isPassing = isPassing
  }
}

/** Posts it, and says what comes back. @throws when the database is away, or the signal comes */
export async function deliver(core: Core, o: DeliverOptions, waiting: Waiting, signal: AbortSignal): Promise<void> {
  const [bot] = await findUsers(core.db, waiting.bot_id)
  const failure = bot?.is_active ? await tell(core, o, bot, waiting, signal) : undefined
  const pause = failure?.isPassing ? AGAIN_AFTER[waiting.attempts - 1] : undefined
  if (pause !== undefined) return putBack(core.db, waiting.id, pause)
  const what = `could not be told about message ${waiting.message_id}: ${failure?.message ?? ''}`
  const text = bot && failure ? o.notices.admit(bot.id, what) : undefined
  if (bot && text !== undefined) await doTellOwner(core, bot, text)
  await remove(core.db, waiting.id)
}

/** @returns why it has no answer; undefined also where nobody waits for one: it was deleted, or moved out of the bot's sight */
async function tell(
  core: Core,
  o: DeliverOptions,
  bot: UserRow,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const [service] = await findServices(core.db, o.secrets, bot.id)
  const [row] = await findMessages(core.db, bot.id, [waiting.message_id])
  if (!service || !row) return undefined
  const message = toWireMessage(row, false)
  const told = { bot, trigger: waiting.trigger, token: service.token, message, rendered: row.rendered, site: o.url() }
  try {
    const content = await ask(service, told, o, signal)
    if (content !== '') await say(core, bot, waiting, message, content)
    return undefined
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error
    return error
  }
}

/** @returns what the bot is to say @throws {Failure} */
async function ask(
  service: { readonly url: string; readonly interface: number },
  told: Told,
  { privateAddresses }: DeliverOptions,
  signal: AbortSignal,
): Promise<string> {
  const form = FORMS[service.interface]
  const request = form?.write(told)
  if (!form || !request) throw new Failure('Slack’s form knows no direct messages.')
  const response = await post(service.url, request, createAllowList(privateAddresses()), signal)
  if (response.status >= 300) {
    throw new Failure(`its address answered with HTTP status ${response.status}.`, isPassing(response.status))
  }
  try {
    return form.read(parseAnswer(response.body))
  } catch {
    throw new Failure('its address answered with something else than the JSON object that is expected.')
  }
}

async function post(
  url: string,
  { type, body }: { readonly type: string; readonly body: string },
  allow: ReturnType<typeof createAllowList>,
  signal: AbortSignal,
): ReturnType<typeof fetchGuarded> {
  const headers = { 'content-type': type }
  try {
    return await fetchGuarded(url, {
      method: 'POST',
      headers,
      body,
      maxBytes: MAX_ANSWER,
      timeoutMs: TIMEOUT_MS,
      allow,
      signal,
    })
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error
    throw new Failure(`${error.message}.`, PASSING.has(error.reason))
  }
}

function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408
}

async function say(
  core: Core,
  bot: UserRow,
  waiting: Waiting,
  message: Readonly<Record<string, unknown>>,
  content: string,
): Promise<void> {
  try {
    await doAnswer(core, bot, waiting, message, content)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error
    throw new Failure(`its answer could not be sent: ${error.message}`)
  }
}
