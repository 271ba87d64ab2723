import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { EventSockets } from '../../../server/delivery/sockets.ts'
import { onUpgrade } from '../../../server/http/upgrade.ts'
import { type ChatApi, MEMBER, OTHER, startChat } from '../features/chat-api.ts'

interface Heard {
  readonly id: number
  readonly type: string
}

/** @param tick milliseconds between heartbeats, and for the answer to one: a busy machine needs its time */
async function startWithSockets(tick: number): Promise<ChatApi> {
  const chat = await startChat()
  const sockets = new EventSockets(chat.queues, chat.core.auth.onSessionEnd, tick)
  onTestFinished(() => sockets.stop())
  onUpgrade(chat.app, '/ws', sockets.serve)
  return chat
}

async function open(chat: ChatApi, user: number, queue: unknown) {
  const url = `wss://127.0.0.1:${chat.port}/ws?queue_id=${encodeURIComponent(String(queue))}`
  const headers = { host: chat.host, ...chat.headers(user) } as Record<string, string>
  const socket = new WebSocket(url, { headers, rejectUnauthorized: false })
  onTestFinished(() => socket.terminate())
  const heard: Heard[] = []
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as Heard))
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { heard, closed }
}

const STREAM = { subscriptions: [{ name: 'open' }], principals: [MEMBER, OTHER] }

test('a socket whose queue wants none of what happens does not hold the log back', async () => {
  const chat = await startWithSockets(1_000)
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', STREAM)
  const { json } = await chat.call(OTHER, 'POST', '/register', { event_types: ['realm'] })
  const { heard } = await open(chat, OTHER, json['queue_id'])
  for (let i = 0; i < 20; i++) {
    await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: `${i}` })
  }
  await chat.core.log.look()
  const newest = chat.core.log.lastSeq
  expect(newest).toBeGreaterThan(json['last_event_id'] as number)
  await expect.poll(() => heard.at(-1)).toMatchObject({ type: 'heartbeat', id: newest })
})

test('a second socket of a queue takes the place of the first', async () => {
  const chat = await startWithSockets(10_000)
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', STREAM)
  const { json } = await chat.call(OTHER, 'POST', '/register', { event_types: ['message'] })
  const first = await open(chat, OTHER, json['queue_id'])
  const second = await open(chat, OTHER, json['queue_id'])
  expect((await first.closed).reason).toMatch(/taken this queue over/)
  await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'Hello' })
  await expect.poll(() => second.heard.map(({ type }) => type)).toEqual(['message'])
  expect(first.heard).toEqual([])
})
