import { expect, test } from 'vitest'
import { type Answer, ApiClient } from '../support/api.ts'
import { createDataFolder, startHost } from '../support/host.ts'

type ChatEvent = Record<string, unknown> & { id: number; type: string }
const eventsOf = ({ body }: Answer) => body['events'] as ChatEvent[]

test('editing, moving, merging and deleting over HTTPS, with their rules, events and history', async () => {
  const host = await startHost(createDataFolder())
  const login = (name: string) => ApiClient.login(host, `${name}@acme.test`)
  const [ada, grace, linus] = [await login('ada'), await login('grace'), await login('linus')]
  const principals = ['ada@acme.test', 'grace@acme.test']
  await ada.call('POST', '/users/me/subscriptions', { subscriptions: [{ name: 'general' }], principals })
  const made = await ada.call('POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'board' }],
    invite_only: true,
  })
  expect(made.body.result).toBe('success')
  const { body: listed } = await ada.call('GET', '/streams')
  const board = (listed['streams'] as { name: string; stream_id: number }[]).find((s) => s.name === 'board')?.stream_id
  const register = async (who: ApiClient) => {
    // Topics that are followed take this along to their new names.
    const event_types = ['message', 'update_message', 'delete_message']
    const { body } = await who.call('POST', '/register', { event_types })
    return { queue_id: body['queue_id'] as string, last_event_id: body['last_event_id'] as number, dont_block: true }
  }
  const send = async (who: ApiClient, topic: string, content: string) => {
    const { body } = await who.call('POST', '/messages', { type: 'stream', to: 'general', topic, content })
    return body['id'] as number
  }
  const id = await send(grace, 'lunch', 'piza')
  const other = await send(ada, 'dinner', 'soup')
  const graces = await register(grace)

  // The text: only its author, and the reader may say which text they saw.
  const refused = await ada.call('PATCH', `/messages/${id}`, { content: 'mine now' })
  expect(refused).toMatchObject({ status: 400, body: { msg: "You don't have permission to edit this message" } })
  const stale = await grace.call('PATCH', `/messages/${id}`, { content: 'pizza', prev_content_sha256: '00' })
  expect(stale).toMatchObject({ status: 400, body: { code: 'EXPECTATION_MISMATCH' } })
  expect((await grace.call('PATCH', `/messages/${id}`, { content: 'pizza @**Ada**' })).body.result).toBe('success')
  // A topic that gets a new name, then becomes one with another.
  // Notices are another test's.
  const quietly = { propagate_mode: 'change_all', send_notification_to_new_thread: 'false' }
  const rename = { topic: 'food', ...quietly }
  expect((await ada.call('PATCH', `/messages/${id}`, rename)).body.result).toBe('success')
  expect((await ada.call('PATCH', `/messages/${other}`, rename)).body.result).toBe('success')
  const told = eventsOf(await grace.call('GET', '/events', graces))
  expect(told).toMatchObject([
    { type: 'update_message', message_id: id, orig_content: 'piza', content: 'pizza @**Ada**', message_ids: [id] },
    { type: 'update_message', message_ids: [id], orig_subject: 'lunch', subject: 'food', propagate_mode: 'change_all' },
    { type: 'update_message', message_ids: [other], orig_subject: 'dinner', subject: 'food' },
  ])
  const { body: page } = await ada.call('GET', `/messages/${id}`)
  expect(page['message']).toMatchObject({ subject: 'food', flags: ['read', 'mentioned'].slice(1) })
  const { body: past } = await ada.call('GET', `/messages/${id}/history`)
  expect(past['message_history']).toMatchObject([
    { content: 'piza', topic: 'lunch', user_id: 2 },
    { content: 'pizza @**Ada**', prev_content: 'piza', topic: 'lunch', user_id: 2 },
    { content: 'pizza @**Ada**', prev_topic: 'lunch', topic: 'food', user_id: 1 },
  ])

  // Into a stream that Grace is not in: for her the messages are gone, and nothing of them is told.
  const moved = await ada.call('PATCH', `/messages/${id}`, { stream_id: board, ...quietly })
  expect(moved.body.result).toBe('success')
  const last = eventsOf(await grace.call('GET', '/events', { ...graces, last_event_id: told.at(-1)?.id }))
  expect(last).toMatchObject([{ type: 'delete_message', message_ids: [id, other], topic: 'food' }])
  expect(await grace.call('GET', `/messages/${id}`)).toMatchObject({ status: 400, body: { msg: 'Invalid message(s)' } })
  const attack = await grace.call('PATCH', `/messages/${id}`, { content: 'still mine?' })
  expect(attack).toMatchObject({ status: 400, body: { msg: 'Invalid message(s)' } })
  const marked = await grace.call('POST', '/messages/flags', { messages: [id], op: 'add', flag: 'starred' })
  expect(marked.body['messages']).toEqual([])

  expect((await linus.call('DELETE', `/messages/${id}`)).body.msg).toBe('Invalid message(s)')
  expect((await ada.call('DELETE', `/messages/${id}`)).body.result).toBe('success')
  expect((await ada.call('GET', `/messages/${id}`)).status).toBe(400)
  for (const client of [ada, grace, linus]) client.close()
})
