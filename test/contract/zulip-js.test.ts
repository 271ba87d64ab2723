import { writeFile } from 'node:fs/promises'
import { globalAgent } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import zulip, { type ZulipJs } from 'zulip-js'
import { ask } from '../server/http/https-server.ts'
import { createDataFolder, PASSWORD, type RunningHost, startHost, stopHost } from '../support/host.ts'
import { tempFolder } from '../support/temp-folder.ts'

afterEach(() => {
  delete globalAgent.options.ca
})

/** Notes in `called` which functions of the client were called; the client itself stays as it is. */
function watch<T extends object>(client: T, called: Set<string>, prefix = ''): T {
  return new Proxy(client, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown
      const path = `${prefix}${String(key)}`
      if (typeof value === 'function') called.add(path)
      return typeof value === 'object' && value !== null ? watch(value, called, `${path}.`) : value
    },
  })
}

function functionsOf(client: object, prefix = ''): string[] {
  return Object.entries(client).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'function') return `${prefix}${key}`
    return typeof value === 'object' && value !== null ? functionsOf(value, `${prefix}${key}.`) : []
  })
}

async function connect(host: RunningHost, username: string) {
  // zulip-js has no option for an authority; its requests use Node's own agent.
  globalAgent.options.ca = host.ca
  return zulip({ username, password: PASSWORD, realm: host.url })
}

const SUCCESS = { result: 'success' }

test('every function of zulip-js does what it is for, unchanged, also over a restart', {
  timeout: 180_000,
}, async () => {
  const data = createDataFolder()
  const host = await startHost(data)
  const called = new Set<string>()
  const client = await connect(host, 'ada@acme.test')
  const ada = watch(client, called)
  const grace = await connect(host, 'grace@acme.test')

  await getIn(ada, host)
  await readAndWrite(ada, grace)
  await beTold(ada, grace)
  await overARestart(ada, grace, async () => {
    expect(await stopHost(host.process)).toBe(0)
    globalAgent.options.ca = (await startHost(data, Number(new URL(host.url).port))).ca
  })
  const all = functionsOf(client)
  expect(all.length).toBeGreaterThanOrEqual(35)
  expect(all.filter((name) => !called.has(name))).toEqual([])
})

/** Each of the ways to give it an account. */
async function getIn(ada: ZulipJs, host: RunningHost) {
  const { api_key: apiKey } = await ada.accounts.retrieve()
  if (typeof apiKey !== 'string') throw new Error('No API key')
  const zuliprc = join(await tempFolder(), 'zuliprc')
  const form = { username: 'ada@acme.test', password: PASSWORD }
  const { text } = await ask({ port: Number(new URL(host.url).port) }, '/api/v1/fetch_zuliprc', { form })
  await writeFile(zuliprc, text)
  for (const config of [{ zuliprc }, { username: 'ada@acme.test', apiKey, realm: `${host.url}/api` }]) {
    const client = await zulip(config)
    expect(await client.users.me.getProfile()).toMatchObject({ ...SUCCESS, email: 'ada@acme.test' })
  }
  expect(await ada.users.me.getProfile()).toMatchObject({ email: 'ada@acme.test', is_admin: true })
  expect(await ada.server.settings()).toMatchObject({ ...SUCCESS, realm_name: 'Acme' })
  expect(await ada.callEndpoint('users/me')).toMatchObject({ email: 'ada@acme.test' })
  expect(await ada.callEndpoint('/users/me/status', 'POST', { status_text: 'busy' })).toMatchObject(SUCCESS)
  expect(await ada.callEndpoint('/users/me/alert_words', 'POST', { alert_words: ['pizza'] })).toMatchObject(SUCCESS)
}

async function readAndWrite(ada: ZulipJs, grace: ZulipJs) {
  const subscriptions = JSON.stringify([{ name: 'general' }, { name: 'short-lived' }])
  for (const client of [ada, grace]) {
    expect(await client.users.me.subscriptions.add({ subscriptions })).toMatchObject(SUCCESS)
  }
  const left = await ada.users.me.subscriptions.remove({ subscriptions: JSON.stringify(['short-lived']) })
  expect(left).toMatchObject({ ...SUCCESS, removed: ['short-lived'] })
  const { stream_id } = await ada.streams.getStreamId('short-lived')
  expect(await ada.streams.getStreamId({ stream: 'short-lived' })).toMatchObject({ stream_id })
  expect(await ada.streams.deleteById({ stream_id })).toMatchObject(SUCCESS)
  expect((await ada.streams.retrieve())['streams']).toMatchObject([{ name: 'general' }])
  const own = (await ada.streams.subscriptions.retrieve())['subscriptions'] as { stream_id: number }[]
  expect(own).toMatchObject([{ name: 'general' }])

  const person = { email: 'hopper@acme.test', password: PASSWORD, full_name: 'Hopper', short_name: 'h' }
  expect(await ada.users.create(person)).toMatchObject(SUCCESS)
  const { members } = await ada.users.retrieve({ client_gravatar: true })
  expect(members).toContainEqual(expect.objectContaining({ full_name: 'Hopper', email: 'hopper@acme.test' }))
  expect(await ada.users.me.alertWords.retrieve()).toMatchObject({ alert_words: ['pizza'] })
  expect(await ada.emojis.retrieve()).toMatchObject({ ...SUCCESS, emoji: expect.any(Object) as object })

  const sent = await ada.messages.send({ type: 'stream', to: 'general', subject: 'hi', content: 'helo' })
  expect(sent).toMatchObject({ ...SUCCESS, id: expect.any(Number) as number })
  const message_id = sent['id'] as number
  expect(await ada.messages.update({ message_id, content: 'hello' })).toMatchObject(SUCCESS)
  const { message_history } = await ada.messages.getHistoryById({ message_id })
  expect(message_history).toMatchObject([{ content: 'helo' }, { content: 'hello' }])
  expect(await ada.messages.getById({ message_id })).toMatchObject({ raw_content: 'hello' })
  expect((await ada.streams.topics.retrieve(own[0]))['topics']).toEqual([{ name: 'hi', max_id: message_id }])
  for (const content of ['hi', { content: 'hi' }]) {
    expect(await ada.messages.render(content)).toMatchObject({ rendered: '<p>hi</p>' })
  }

  const flag = { messages: [message_id], flag: 'starred' }
  expect(await ada.messages.flags.add(flag)).toMatchObject({ messages: [message_id] })
  const narrow = [{ operator: 'is', operand: 'starred' }]
  const page = { narrow, anchor: 'newest', num_before: 1, num_after: 0 }
  expect(await ada.messages.retrieve(page)).toMatchObject({ messages: [{ id: message_id, subject: 'hi' }] })
  expect(await ada.messages.flags.remove(flag)).toMatchObject({ messages: [message_id] })
  expect(await ada.messages.retrieve(page)).toMatchObject({ messages: [] })

  const emoji = { message_id, emoji_name: 'tada' }
  expect(await ada.reactions.add(emoji)).toMatchObject(SUCCESS)
  expect(await ada.reactions.remove(emoji)).toMatchObject(SUCCESS)
  expect(await ada.reactions.add(emoji)).toMatchObject(SUCCESS)
  expect(await ada.messages.deleteReactionById(emoji)).toMatchObject(SUCCESS)
  expect(await ada.messages.deleteById({ message_id })).toMatchObject(SUCCESS)
  expect(await ada.messages.getById({ message_id })).toMatchObject({ result: 'error', code: 'BAD_REQUEST' })

  // No server has these since Zulip 3.0: what counts is an answer that can be read.
  expect(await ada.users.me.pointer.retrieve()).toMatchObject({ result: 'error' })
  expect(await ada.users.me.pointer.update(1)).toMatchObject({ result: 'error' })
  expect(await ada.filters.retrieve()).toMatchObject({ result: 'error', code: 'METHOD_NOT_ALLOWED' })
}

async function beTold(ada: ZulipJs, grace: ZulipJs) {
  const { queue_id, last_event_id } = await ada.queues.register({ event_types: ['message', 'typing'] })
  const direct = await grace.messages.send({ type: 'private', to: 'ada@acme.test', content: 'psst' })
  expect(direct).toMatchObject(SUCCESS)
  const { user_id } = await grace.users.me.getProfile()
  const { events } = await ada.events.retrieve({ queue_id, last_event_id, dont_block: true })
  expect(events).toMatchObject([{ type: 'message', message: { content: 'psst', sender_id: user_id } }])
  expect(await ada.typing.send({ to: [user_id, user_id], op: 'start' })).toMatchObject(SUCCESS)
  expect(await ada.typing.send({ to: [user_id], op: 'stop' })).toMatchObject(SUCCESS)
  expect(await ada.queues.deregister({ queue_id })).toMatchObject(SUCCESS)
  const gone = await ada.events.retrieve({ queue_id, last_event_id, dont_block: true })
  expect(gone).toMatchObject({ code: 'BAD_EVENT_QUEUE_ID' })
}

async function overARestart(ada: ZulipJs, grace: ZulipJs, restart: () => Promise<void>) {
  const received: string[] = []
  let wake = () => {}
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      wake = () => received.includes(text) && resolve()
      wake()
    })
  const say = (content: string) => grace.messages.send({ type: 'stream', to: 'general', subject: 'hi', content })
  // Resolves when the loop ends, which is after an answer without result: keep it running beside the test.
  const loop = ada.callOnEachEvent(
    (event: { type: string; message?: { content: string } }) => {
      if (event.type === 'message' && event.message) received.push(event.message.content)
      wake()
    },
    ['message'],
  )
  void Promise.resolve(loop).catch(() => {})
  // Nobody tells when the loop has registered its queue, so speak until it hears.
  while (received.length === 0) {
    expect(await say('hello')).toMatchObject(SUCCESS)
    await Promise.race([until('hello'), sleep(200)])
  }
  await restart()
  expect(await say('after the restart')).toMatchObject(SUCCESS)
  await until('after the restart')
}
