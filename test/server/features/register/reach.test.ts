import { expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { type ChatApi, type ChatEvent, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const texts = (events: readonly ChatEvent[]) =>
  events.filter(({ type }) => type === 'message').map(({ message }) => (message as { content: string }).content)

/** Nobody but MEMBER, and where it is named OTHER, is in these channels. */
async function channels() {
  const chat = await startChat()
  const make = (name: string, more = {}) =>
    chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], ...more })
  await make('open')
  await make('quiet')
  await make('secret', { invite_only: true, principals: [MEMBER, OTHER] })
  const say = async (to: string, content: string, more = {}) =>
    (await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to, topic: 't', content, ...more })).json
  return { chat, say }
}

async function makeBot(chat: ChatApi, more: Record<string, unknown>) {
  const { json: bot } = await chat.call(OTHER, 'POST', '/bots', { full_name: 'Reader', short_name: 'reader', ...more })
  const { json } = await chat.call(OTHER, 'GET', `/users/${bot['user_id']}`)
  const { email } = json['user'] as { email: string }
  const authorization = `Basic ${Buffer.from(`${email}:${bot['api_key']}`).toString('base64')}`
  const call = async (method: string, path: string, form: Record<string, string>) =>
    (await ask(chat, `/api/v1${path}`, { method, form, headers: { authorization } })).json
  return async (params: Record<string, string> = {}) => {
    const { queue_id, last_event_id } = await call('POST', '/register', params)
    return async () => {
      await chat.core.log.look()
      const form = { queue_id: String(queue_id), last_event_id: String(last_event_id), dont_block: 'true' }
      return texts((await call('GET', '/events', form))['events'] as ChatEvent[])
    }
  }
}

test('who asks for all public channels gets their messages, whether it waits or comes later, and nothing private', async () => {
  const { chat, say } = await channels()
  const wide = await chat.listen(OWNER, { all_public_streams: true })
  const usual = await chat.listen(OWNER)
  const subscribed = await chat.listen(OTHER, { all_public_streams: true })
  const waiting = wide.wait()
  await say('open', 'first')
  expect(texts((await waiting).json['events'] as ChatEvent[])).toEqual(['first'])
  await say('secret', 'canary')
  await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'canary' })
  await say('quiet', 'second')
  // What changes how messages look has them read anew.
  await chat.call(OWNER, 'PATCH', '/realm', { description: 'A mill' })
  expect(texts(await wide.events())).toEqual(['first', 'second'])
  expect(texts(await usual.events())).toEqual([])
  expect(texts(await subscribed.events()), 'each once').toEqual(['first', 'canary', 'canary', 'second'])

  await chat.call(OWNER, 'PATCH', '/streams/1', { is_private: true })
  await say('open', 'canary since')
  expect(texts(await wide.events()).join()).not.toContain('canary since')
})

test('guests cannot ask for all public channels, nor do they keep them', async () => {
  const { chat, say } = await channels()
  const { status, json } = await chat.call(GUEST, 'POST', '/register', { all_public_streams: true })
  expect([status, json['msg']]).toEqual([400, 'User not authorized for this query'])
  const wide = await chat.listen(OTHER, { all_public_streams: true })
  await chat.call(OWNER, 'PATCH', `/users/${OTHER}`, { role: 600 })
  await say('open', 'canary')
  expect(texts(await wide.events())).toEqual([])
})

test('a bot’s queues get what the bot was set up for, unless its program says otherwise', async () => {
  const { chat, say } = await channels()
  const register = await makeBot(chat, { default_all_public_streams: true, default_events_register_stream: 'open' })
  const queues = [
    await register(),
    await register({ all_public_streams: 'false' }),
    await register({ narrow: '[["channel", "quiet"]]' }),
  ]
  await say('open', 'loud')
  await say('quiet', 'low')
  expect(await Promise.all(queues.map((read) => read()))).toEqual([['loud'], [], ['low']])
})

test('a message comes back by the name that its client gave it, to the queue that sent it alone', async () => {
  const { chat, say } = await channels()
  const queues = [await chat.listen(MEMBER), await chat.listen(MEMBER), await chat.listen(OTHER)] as const
  const queue_id = queues[0].state['queue_id']
  const from = { queue_id, local_id: '100.01"}' }
  const sent = await say('secret', 'x', from)
  expect((await say('secret', 'x', from))['id'], 'sent again').toBe(sent['id'])
  await say('secret', 'y')
  const heard = await Promise.all(
    queues.map(async (queue) => (await queue.events()).filter(({ type }) => type === 'message')),
  )
  expect(heard.map((events) => events.map((event) => event['local_message_id']))).toEqual([
    ['100.01"}', undefined],
    [undefined, undefined],
    [undefined, undefined],
  ])
  expect(heard[0]?.[0]).toMatchObject({ message: { id: sent['id'] } })
})
