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

/** Said where the bot was asked, once until it works again. Its address and what went wrong there are its owner's business. */
const NO_ANSWER = 'I could not get an answer from the service behind me. Whoever looks after me is told why.'

/** Why a webhook has no answer, as its owner is told. */
class Failure extends Error {
  readonly isPassing: boolean

  constructor(message: string, isPassing = false) {
    super(message)
    this.isPassing = isPassing
  }
}

/** What a bot was asked, and where. */
interface Asked {
  readonly bot: UserRow
  readonly message: Readonly<Record<string, unknown>>
  readonly rendered: string
  /** A topic, or people who write to each other. */
  readonly conversation: string
  readonly service: { readonly url: string; readonly interface: number; readonly token: string }
}

/** Posts it, and says what comes back. @throws when the database is away, or the signal comes */
export async function deliver(core: Core, o: DeliverOptions, waiting: Waiting, signal: AbortSignal): Promise<void> {
  const asked = await findAsked(core, o, waiting)
  const failure = asked && (await tell(core, o, asked, waiting, signal))
  const pause = failure?.isPassing ? AGAIN_AFTER[waiting.attempts - 1] : undefined
  if (pause !== undefined) return putBack(core.db, waiting.id, pause)
  if (asked && failure) await report(core, o.notices, asked, waiting, failure)
  await remove(core.db, waiting.id)
}

/** @returns undefined where nobody waits for an answer: it was deleted, or moved out of the bot's sight */
async function findAsked(core: Core, { secrets }: DeliverOptions, waiting: Waiting): Promise<Asked | undefined> {
  const [bot] = await findUsers(core.db, waiting.bot_id)
  if (!bot?.is_active) return undefined
  const [service] = await findServices(core.db, secrets, bot.id)
  const [row] = await findMessages(core.db, bot.id, [waiting.message_id])
  if (!service || !row) return undefined
  const conversation = `${row.recipient_id} ${row.topic_id}`
  const message = toWireMessage(row, false, await core.readTopicLinks([row.subject]))
  return { bot, service, conversation, message, rendered: row.rendered }
}

/** @returns why it has no answer */
async function tell(
  core: Core,
  o: DeliverOptions,
  { bot, service, message, rendered }: Asked,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const told = { bot, trigger: waiting.trigger, token: service.token, message, rendered, site: o.url() }
  try {
    const content = await ask(service, told, o, signal)
    if (content !== '') await say(core, bot, waiting, message, content)
    o.notices.works(bot.id)
    return undefined
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error
    return error
  }
}

/** The owner hears what is wrong; whoever asked, only that nothing will come. */
async function report(
  core: Core,
  notices: Notices,
  { bot, message, conversation }: Asked,
  waiting: Waiting,
  failure: Failure,
): Promise<void> {
  const text = notices.admit(bot.id, `could not be told about message ${waiting.message_id}: ${failure.message}`)
  if (text !== undefined) await doTellOwner(core, bot, text)
  if (!notices.admitIn(bot.id, conversation)) return
  try {
    await doAnswer(core, bot, { id: `${waiting.id} failed` }, message, NO_ANSWER)
  } catch (error) {
    // Where the bot may not write it says nothing.
    if (!(error instanceof ApiError) || error.status >= 500) throw error
  }
}

/** @returns what the bot is to say @throws {Failure} */
async function ask(
  service: Asked['service'],
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
