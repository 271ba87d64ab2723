import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { EventSockets } from '../../../../server/delivery/sockets.ts'
import { onUpgrade } from '../../../../server/http/upgrade.ts'
import { ask } from '../../http/https-server.ts'
import { MEMBER, OTHER, startChat } from '../chat-api.ts'

test('who logs out hears nothing more, by a poll that waits or by a WebSocket', async () => {
  const chat = await startChat()
  const { auth, db } = chat.core
  const sockets = new EventSockets(chat.queues, auth.onSessionEnd)
  onTestFinished(() => sockets.stop())
  onUpgrade(chat.app, '/ws', sockets.serve)
  await chat.call(OTHER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'open' }],
    principals: [MEMBER, OTHER],
  })
  const password = await auth.preparePassword('four violet kettles sing')
  await db.withTransaction((tx) => auth.createCredential(tx, MEMBER, password))
  auth.forget(MEMBER)
  const form = { username: `u${MEMBER}@acme.test`, password: 'four violet kettles sing' }
  const login = await ask(chat, '/json/login', { form })
  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
  const headers = { cookie, 'x-csrftoken': String(login.json['csrf_token']) }
  const register = () => ask(chat, '/json/register', { form: { event_types: '["message"]' }, headers })
  const [polled, watched] = [await register(), await register()]

  const query = `queue_id=${encodeURIComponent(String(polled.json['queue_id']))}&last_event_id=${polled.json['last_event_id']}`
  const poll = ask(chat, `/json/events?${query}`, { headers })
  const url = `wss://127.0.0.1:${chat.port}/ws?queue_id=${encodeURIComponent(String(watched.json['queue_id']))}`
  const origin = `https://${chat.host}`
  const socket = new WebSocket(url, { headers: { host: chat.host, cookie, origin }, rejectUnauthorized: false })
  const heard: string[] = []
  socket.on('message', (data: Buffer) => heard.push(data.toString()))
  const closed = new Promise<string>((resolve) => socket.once('close', (_code, reason) => resolve(reason.toString())))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))

  expect((await ask(chat, '/json/logout', { method: 'POST', headers })).status).toBe(200)
  expect(await closed).toBe('Not logged in any more')
  expect((await poll).json['events']).toEqual([])
  await chat.call(OTHER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'After the logout' })
  expect(heard).toEqual([])
})
