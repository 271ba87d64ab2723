import { expect, test } from 'vitest'
import { checkSubscribe, doSubscribe } from '../../../../server/features/streams/actions/subscribe.ts'
import { actor } from '../../../support/core.ts'
import { ADMIN, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const PATH = '/users/me/subscriptions'

test('a guest brings nobody else into a stream', async () => {
  const { call } = await startChat()
  await call(MEMBER, 'POST', PATH, { subscriptions: [{ name: 'open' }], principals: [MEMBER, GUEST] })
  const { json } = await call(GUEST, 'POST', PATH, { subscriptions: [{ name: 'open' }], principals: [OTHER] })
  expect(json['msg']).toBe('Insufficient permission')
})

test('only administrators take others out of a stream', async () => {
  const { call } = await startChat()
  await call(MEMBER, 'POST', PATH, { subscriptions: [{ name: 'open' }], principals: [MEMBER, OTHER] })
  const remove = (actor: number, principals?: unknown[]) =>
    call(actor, 'DELETE', PATH, { subscriptions: ['OPEN'], ...(principals ? { principals } : {}) })
  expect((await remove(MEMBER, [OTHER])).json['msg']).toBe('Insufficient permission')
  expect((await remove(ADMIN, [OTHER, 'u3@acme.test'])).json).toMatchObject({ removed: ['open'], not_removed: [] })
  expect((await remove(MEMBER)).json).toMatchObject({ removed: [], not_removed: ['open'] })
})

test('who may not know of a private stream cannot tell it from none', async () => {
  const { call } = await startChat()
  await call(OWNER, 'POST', PATH, { subscriptions: [{ name: 'board' }], invite_only: true })
  const answer = async (name: string) =>
    String((await call(MEMBER, 'DELETE', PATH, { subscriptions: [name] })).json['msg']).replace(name, '…')
  expect(await answer('board')).toBe(await answer('nowhere'))
})

test('subscribers are listed for who asks for them', async () => {
  const { call, listen } = await startChat()
  await call(MEMBER, 'POST', PATH, { subscriptions: [{ name: 'open' }, { name: 'left' }] })
  await call(MEMBER, 'DELETE', PATH, { subscriptions: ['left'] })
  await call(OTHER, 'POST', PATH, { subscriptions: [{ name: 'other' }] })
  const fetch_event_types = ['subscription']
  const { state } = await listen(MEMBER, { fetch_event_types })
  expect(state['subscriptions']).toMatchObject([{ name: 'open', wildcard_mentions_notify: true }])
  expect((state['subscriptions'] as object[])[0]).not.toHaveProperty('subscribers')
  expect(state['unsubscribed']).toMatchObject([{ name: 'left' }])
  expect(state['never_subscribed']).toMatchObject([{ name: 'other' }])
  const client_capabilities = { notification_settings_null: true }
  const full = await listen(MEMBER, { fetch_event_types, include_subscribers: true, client_capabilities })
  expect(full.state['subscriptions']).toMatchObject([{ subscribers: [MEMBER], wildcard_mentions_notify: null }])
})

test('a private stream that is made between check and act lets nobody in who asked for one of its name', async () => {
  const { core, call } = await startChat()
  const streams = [{ name: 'salaries', description: '' }]
  const request = { streams, users: [MEMBER], inviteOnly: false, publicHistory: true }
  await checkSubscribe(core, actor(MEMBER), request)
  await call(OWNER, 'POST', PATH, { subscriptions: [{ name: 'salaries' }], invite_only: true })
  await expect(doSubscribe(core, actor(MEMBER), request)).rejects.toThrow('Unable to access channel (salaries).')
  const { json } = await call(MEMBER, 'GET', '/streams')
  expect(json['streams']).toEqual([])
})

test('one call that would hold up everybody else’s messages is refused', async () => {
  const { call } = await startChat()
  const subscriptions = Array.from({ length: 101 }, (_, i) => ({ name: `stream ${i}` }))
  expect((await call(MEMBER, 'POST', PATH, { subscriptions })).status).toBe(400)
  const many = Array.from({ length: 100 }, (_, i) => ({ name: `s${i}` }))
  const users = Array.from({ length: 201 }, (_, i) => i + 1)
  const check = { streams: many.map((s) => ({ ...s, description: '' })), users, inviteOnly: false, publicHistory: true }
  const { core } = await startChat()
  await expect(checkSubscribe(core, actor(OWNER), check)).rejects.toThrow('At most 20000 subscriptions')
})
