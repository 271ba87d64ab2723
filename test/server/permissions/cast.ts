import { PASSWORD } from '../../support/host.ts'
import { ADMIN, type ChatApi, GUEST, OTHER, OWNER } from '../features/chat-api.ts'
import { type Ask, ask, type Reply } from '../http/https-server.ts'

/** Everything planted. */
const ANYTHING = /canary-/
/** That there is such a stream, and what it is called, administrators know. */
const CONTENT = /canary-(?!name|description)/

export interface Caller {
  readonly name: string
  readonly headers: NonNullable<Ask['headers']>
  /** What must be nowhere in what they are told. */
  readonly canaries: RegExp
}

/** As a client of theirs: parameters that are no strings as JSON text. */
export function callAs(
  chat: ChatApi,
  { headers }: Pick<Caller, 'headers'>,
  method: string,
  path: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  const form = Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  return ask(chat, path, { method, form, headers })
}

const basic = (email: string, key: string) => ({
  authorization: `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`,
})

/** Makes an account. @returns its id and the headers of its calls */
export async function hire(chat: ChatApi, email: string, full_name: string) {
  const { json } = await chat.call(OWNER, 'POST', '/users', { email, full_name, password: PASSWORD })
  const form = { username: email, password: PASSWORD }
  const { api_key } = (await ask(chat, '/api/v1/fetch_api_key', { form })).json
  return { id: json['user_id'] as number, headers: basic(email, String(api_key)) }
}

async function makeBot(chat: ChatApi, short_name: string, bot_type: number): Promise<Ask['headers']> {
  const payload_url = JSON.stringify('https://hooks.acme.test/')
  const bot = { full_name: short_name, short_name, bot_type, payload_url }
  const { api_key } = (await chat.call(OTHER, 'POST', '/bots', bot)).json
  return basic(`${short_name}-bot@chat.acme.test`, String(api_key))
}

/**
 * Everybody who is outside, those who can do least first: what they do changes things. Bots belong to a member who is
 * outside as well.
 */
export async function gather(chat: ChatApi): Promise<Caller[]> {
  const moderator = await hire(chat, 'moderator@acme.test', 'Moderator')
  await chat.call(OWNER, 'PATCH', `/users/${moderator.id}`, { role: 300 })
  const bots: Caller[] = []
  for (const [name, type] of [
    ['generic', 1],
    ['incoming', 2],
    ['outgoing', 3],
  ] as const) {
    bots.push({ name: `the ${name} bot`, headers: (await makeBot(chat, name, type)) ?? {}, canaries: ANYTHING })
  }
  return [
    { name: 'a guest', headers: chat.headers(GUEST), canaries: ANYTHING },
    ...bots,
    { name: 'another member', headers: chat.headers(OTHER), canaries: ANYTHING },
    { name: 'a moderator', headers: moderator.headers, canaries: ANYTHING },
    { name: 'an administrator', headers: chat.headers(ADMIN), canaries: CONTENT },
    { name: 'an owner', headers: chat.headers(OWNER), canaries: CONTENT },
  ]
}

/** Who has no account, and who has none any more. */
export async function gatherStrangers(chat: ChatApi): Promise<Caller[]> {
  const closed = await hire(chat, 'closed@acme.test', 'Closed')
  await chat.call(OWNER, 'DELETE', `/users/${closed.id}`)
  return [
    { name: 'a stranger', headers: {}, canaries: ANYTHING },
    { name: 'a closed account', headers: closed.headers, canaries: ANYTHING },
  ]
}
