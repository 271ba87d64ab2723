import { expect, test } from 'vitest'
import { contextOf } from '../../../server/http/context.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../features/chat-api.ts'
import { ask } from '../http/https-server.ts'
import { APART, aims, type Secrets } from './values.ts'

/** What only the members of the private stream, and the two of the conversation, may ever see. */
const CONTENT = /canary-(topic|text|direct|vote|edit)/
/** That there is such a stream, and what it is called, administrators know. */
const ANYTHING = /canary-/

async function plant(chat: ChatApi): Promise<Secrets> {
  const subscriptions = [{ name: 'canary-name', description: 'canary-description' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, invite_only: true })
  const { json } = await chat.call(MEMBER, 'GET', '/users/me/subscriptions')
  const [stream] = json['subscriptions'] as { stream_id: number }[]
  const send = async (params: Record<string, unknown>) =>
    (await chat.call(MEMBER, 'POST', '/messages', params)).json['id'] as number
  const to = { type: 'stream', to: stream?.stream_id, topic: 'canary-topic' }
  const message = await send({ ...to, content: '/poll canary-text https://example.org' })
  const direct = await send({ type: 'direct', to: [MEMBER], content: 'canary-direct' })
  return { stream: stream?.stream_id ?? 0, message, direct, member: MEMBER }
}

/** What goes on there while others listen. */
async function live(chat: ChatApi, { stream, message }: Secrets): Promise<void> {
  const vote = JSON.stringify({ type: 'vote', key: 'canary-vote', vote: 1 })
  await chat.call(MEMBER, 'POST', '/submessage', { message_id: message, msg_type: 'widget', content: vote })
  await chat.call(MEMBER, 'POST', `/messages/${message}/reactions`, { emoji_name: 'octopus' })
  await chat.call(MEMBER, 'POST', '/typing', { op: 'start', type: 'stream', stream_id: stream, topic: 'canary-topic' })
  const to = { type: 'stream', to: stream, topic: 'canary-topic' }
  const { json } = await chat.call(MEMBER, 'POST', '/messages', { ...to, content: 'canary-text' })
  await chat.call(MEMBER, 'PATCH', `/messages/${String(json['id'])}`, { content: 'canary-edit' })
  await chat.call(MEMBER, 'PATCH', `/messages/${String(json['id'])}`, { topic: 'canary-topic two' })
  await chat.call(MEMBER, 'DELETE', `/messages/${String(json['id'])}`)
}

/** Every endpoint as one caller, aimed at the secrets. @returns operation and answer of each */
async function tryAll(chat: ChatApi, user: number, secrets: Secrets) {
  const answers: Answer[] = []
  for (const values of aims(secrets)) answers.push(...(await tryEach(chat, user, secrets, values)))
  return answers
}

interface Answer {
  readonly operation: string
  readonly status: number
  readonly text: string
}

async function tryEach(
  chat: ChatApi,
  user: number,
  secrets: Secrets,
  values: ReturnType<typeof aims>[number],
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const { operation, method, path, params } of contextOf(chat.app).endpoints) {
    if (APART.has(operation)) continue
    const address = path.replace(/:(\w+)/g, (_whole, name: string) => String(values[name] ?? secrets.message))
    const given = Object.keys(params).filter((name) => values[name] !== undefined && !path.includes(`:${name}`))
    const form = Object.fromEntries(given.map((name) => [name, values[name]]))
    const { status, json } = await chat.call(user, method, address.replaceAll('*', 'x'), form)
    answers.push({ operation, status, text: JSON.stringify(json) })
  }
  return answers
}

test.each([
  ['another member', OTHER, ANYTHING],
  ['a guest', GUEST, ANYTHING],
  ['an administrator', ADMIN, CONTENT],
] as const)(
  '%s sees nothing of a private stream or of others’ direct messages, by whatever route or event',
  { timeout: 120_000 },
  async (_name, user, canaries) => {
    const chat = await startChat()
    const secrets = await plant(chat)
    const listener = await chat.listen(user)
    expect(JSON.stringify(listener.state)).not.toMatch(canaries)
    await live(chat, secrets)
    const answers = await tryAll(chat, user, secrets)
    expect(answers.length).toBeGreaterThan(240)
    for (const { operation, status, text } of answers) {
      expect(text, operation).not.toMatch(canaries)
      expect(status, `${operation}: ${text}`).toBeLessThan(500)
    }
    expect(JSON.stringify(await listener.events())).not.toMatch(canaries)
  },
)

test('nobody gets past a route that needs a login without one, and no closed account does', {
  timeout: 120_000,
}, async () => {
  const chat = await startChat()
  await chat.call(1, 'DELETE', `/users/${OTHER}`)
  for (const { operation, method, path, access, surfaces = ['api'] } of contextOf(chat.app).endpoints) {
    if (access !== 'user' || !surfaces.includes('api')) continue
    const address = path.replace(/:\w+/g, '1').replaceAll('*', 'x')
    const stranger = await ask(chat, `/api/v1${address}`, { method })
    expect(stranger.status, `${operation} by a stranger`).toBe(401)
    const closed = await chat.call(OTHER, method, address)
    expect(closed.status, `${operation} by a closed account`).toBe(401)
  }
})
