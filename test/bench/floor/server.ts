import type { AddressInfo } from 'node:net'
import querystring from 'fast-querystring'
import Fastify, { type FastifyReply } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import { serve } from '../child.ts'
import { createCertificate } from './certificate.ts'
import { groupCommit, openFloorDatabase } from './database.ts'

/**
 * The least server that does the product's job on the same wire: a form over HTTPS comes in, with `durable` it is stored
 * by group commit, and everybody gets one event, made once. No accounts, no access, no Markdown, no queues, no limits.
 */
const database = process.argv[2] === 'durable' ? await openFloorDatabase() : undefined
let count = 0
const store = database ? groupCommit(database.insert) : async () => ++count

const app = Fastify({ https: createCertificate() })
const parse = (_request: unknown, body: string | Buffer, done: (error: null, value: unknown) => void) =>
  done(null, querystring.parse(String(body)))
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, parse)

const sockets = new Set<WebSocket>()
let polls: FastifyReply[] = []
/** A client that is slow to ask again has missed some: a floor that lost them would be asked in vain for ever. */
const KEPT = 100
const recent: { readonly seq: number; readonly text: string }[] = []

/** The same fields as the product's, so that both put the same bytes on the wire. */
function eventText(id: number, content: string): string {
  const message = {
    id,
    type: 'stream',
    content,
    content_type: 'text/x-markdown',
    sender_id: 1,
    sender_email: 'ada@acme.test',
    sender_full_name: 'Ada',
    sender_realm_str: '',
    client: 'website',
    avatar_url: null,
    recipient_id: 1,
    display_recipient: 'bench',
    stream_id: 1,
    subject: 'bench',
    topic_links: [],
    submessages: [],
    reactions: [],
    is_me_message: false,
    timestamp: Math.floor(Date.now() / 1000),
  }
  return JSON.stringify({ type: 'message', message, flags: [], id: id * 1024 })
}

const answer = (text: string) => `{"result":"success","msg":"","events":[${text}],"queue_id":"bench"}`

app.post('/api/v1/messages', async (request) => {
  const { content } = request.body as { content: string }
  const id = await store(content)
  const text = eventText(id, content)
  recent.push({ seq: id * 1024, text })
  if (recent.length > KEPT) recent.shift()
  const bytes = Buffer.from(text)
  for (const socket of sockets) socket.send(bytes, { binary: false })
  const waiting = polls
  polls = []
  for (const reply of waiting) reply.type('application/json').send(answer(text))
  return { result: 'success', msg: '', id }
})

/** As large as what people ask for most. */
const ABOUT = { result: 'success', msg: '', about: 'x'.repeat(2_000) }
app.get('/about', async () => ABOUT)

app.get('/api/v1/events', (request, reply) => {
  const { last_event_id: after } = request.query as { last_event_id: string }
  const missed = recent.filter(({ seq }) => seq > Number(after)).map(({ text }) => text)
  if (missed.length > 0) reply.type('application/json').send(answer(missed.join()))
  else polls.push(reply)
})

const upgrades = new WebSocketServer({ server: app.server, path: '/ws', perMessageDeflate: false })
upgrades.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
serve({ ready: () => port }, () => database?.stop())
