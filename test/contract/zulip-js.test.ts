import { globalAgent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import zulip from 'zulip-js'
import { createDataFolder, PASSWORD, type RunningHost, startHost, stopHost } from '../support/host.ts'

afterEach(() => {
  delete globalAgent.options.ca
})

async function connect(host: RunningHost, username: string) {
  // zulip-js has no option for an authority; its requests use Node's own agent.
  globalAgent.options.ca = host.ca
  return zulip({ username, password: PASSWORD, realm: host.url })
}

test('zulip-js logs in, subscribes, sends and receives by its event loop, also over a restart', {
  timeout: 60_000,
}, async () => {
  const data = createDataFolder()
  const host = await startHost(data)
  const ada = await connect(host, 'ada@acme.test')
  const grace = await connect(host, 'grace@acme.test')
  const subscriptions = JSON.stringify([{ name: 'general' }])
  for (const client of [ada, grace]) {
    expect(await client.users.me.subscriptions.add({ subscriptions })).toMatchObject({ result: 'success' })
  }
  expect((await ada.streams.retrieve())['streams']).toMatchObject([{ name: 'general' }])
  expect((await ada.users.me.getProfile())['email']).toBe('ada@acme.test')

  const received: string[] = []
  let wake = () => {}
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      wake = () => received.includes(text) && resolve()
      wake()
    })
  const say = (content: string) => ada.messages.send({ type: 'stream', to: 'general', subject: 'hi', content })
  // Resolves when the loop ends, which is after an answer without result: keep it running beside the test.
  const loop = grace.callOnEachEvent(
    (event: { type: string; message?: { content: string } }) => {
      if (event.type === 'message' && event.message) received.push(event.message.content)
      wake()
    },
    ['message'],
  )
  void Promise.resolve(loop).catch(() => {})
  // Nobody tells when the loop has registered its queue, so speak until it hears.
  while (received.length === 0) {
    expect(await say('hello')).toMatchObject({ result: 'success' })
    await Promise.race([until('hello'), sleep(200)])
  }
  expect(received[0]).toBe('hello')

  const direct = await grace.messages.send({ type: 'private', to: 'ada@acme.test', content: 'psst' })
  expect(direct).toMatchObject({ result: 'success' })
  const fetched = await ada.messages.retrieve({ anchor: 'newest', num_before: 1, num_after: 0 })
  expect(fetched['messages']).toMatchObject([{ content: '<p>psst</p>', sender_email: 'grace@acme.test' }])

  expect(await stopHost(host.process)).toBe(0)
  const again = await startHost(data, Number(new URL(host.url).port))
  globalAgent.options.ca = again.ca
  expect(await say('after the restart')).toMatchObject({ result: 'success' })
  await until('after the restart')
  expect(received.at(-1)).toBe('after the restart')
})
