import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '../child.ts'
import { now, percentile } from '../measure.ts'
import { openPoll, openSocket, type Seat } from './receivers.ts'
import { type Account, Connection, requestText } from './requests.ts'
import { openOccupant } from './xmpp.ts'

/** Says something; resolves when that is acknowledged, where the protocol knows such a thing. */
interface Speaker {
  say(text: string): Promise<unknown>
  close(): void
}

/** A room of clients, and who speaks in it. */
interface Room {
  readonly speakers: readonly Speaker[]
  readonly close: readonly (() => void)[]
  /** Messages got by all clients, and by the first of them. */
  got: number
  gotByFirst: number
  /** When each message was sent, by its number; empty: not asked for. */
  sentAt: Map<number, number>
  latencies: number[]
}

const rooms = new Map<string, Room>()
/** Long enough to be a chat message, as in the floors' own measurements. */
const PADDING = 'x'.repeat(580)
/** When a delivery counts as lost, in ms. */
const LATE_AFTER = 20_000
let number = 0

interface Opening {
  readonly room: string
  readonly kind: 'ws' | 'poll'
  readonly seats: readonly Seat[]
  readonly account: Account
  readonly to: number
  readonly speakers: number
}

function createRoom(name: string, speakers: readonly Speaker[], close: readonly (() => void)[]): Room {
  const room: Room = { speakers, close, got: 0, gotByFirst: 0, sentAt: new Map(), latencies: [] }
  rooms.set(name, room)
  return room
}

/** A connection of an account on which one send after the other goes out. */
function createSpeaker(account: Account, to: number): Speaker {
  const connection = new Connection(account.port)
  return {
    say(text) {
      const form = `type=stream&to=${to}&topic=bench&content=${encodeURIComponent(text)}`
      return connection.ask(requestText(account, 'POST', '/api/v1/messages', form))
    },
    close: () => connection.close(),
  }
}

async function open(o: Opening): Promise<void> {
  const speakers = Array.from({ length: o.speakers }, () => createSpeaker(o.account, o.to))
  const close: (() => void)[] = []
  const room = createRoom(o.room, speakers, close)
  // A few at a time, as a server's backlog is finite.
  for (let i = 0; i < o.seats.length; i += 20) {
    const openOne = async (seat: (typeof o.seats)[number], client: number) => {
      const open = o.kind === 'ws' ? openSocket : openPoll
      return open(seat, (bytes) => receive(room, client, bytes))
    }
    close.push(...(await Promise.all(o.seats.slice(i, i + 20).map((seat, j) => openOne(seat, i + j)))))
  }
}

/** A room of an XMPP server, where everybody's client is also who may speak; the first one does. */
async function openXmpp({ room: name, port, clients }: { room: string; port: number; clients: number }): Promise<void> {
  const speakers: Speaker[] = []
  const close: (() => void)[] = []
  const room = createRoom(name, speakers, close)
  for (let client = 0; client < clients; client++) {
    const occupant = await openOccupant(port, client, (bytes) => receive(room, client, bytes))
    close.push(occupant.close)
    if (client === 0) speakers.push({ say: (text) => Promise.resolve(occupant.say(text)), close: () => undefined })
  }
}

function receive(room: Room, client: number, bytes: Buffer): void {
  room.got += 1
  if (client === 0) room.gotByFirst += 1
  if (room.sentAt.size === 0) return
  const at = bytes.indexOf('n=')
  const sent = room.sentAt.get(Number(bytes.toString('latin1', at + 2, at + 12)))
  if (sent !== undefined) room.latencies.push(now() - sent)
}

function say(room: Room, speaker: Speaker): Promise<unknown> {
  const mine = ++number
  if (room.sentAt.size > 0) room.sentAt.set(mine, now())
  return speaker.say(`n=${String(mine).padStart(10, '0')} ${PADDING}`)
}

function roomOf(name: string): Room {
  const room = rooms.get(name)
  if (!room) throw new Error(`No room ${name}`)
  room.got = 0
  room.gotByFirst = 0
  room.sentAt = new Map()
  room.latencies = []
  return room
}

/** As many sends as go, one in flight on each speaker's connection. @returns sends a second */
async function send({ room: name, ms }: { room: string; ms: number }): Promise<{ rate: number; count: number }> {
  const room = roomOf(name)
  const start = now()
  let count = 0
  const run = async (speaker: Speaker) => {
    while (now() - start < ms) {
      await say(room, speaker)
      count += 1
    }
  }
  await Promise.all(room.speakers.map(run))
  return { rate: (count / (now() - start)) * 1000, count }
}

/** Until everybody has got every message; an answer that is missing must end the run, not hold it up. */
async function allDelivered(room: Room, sent: number): Promise<void> {
  const expected = sent * room.close.length
  for (const start = now(); room.got < expected; await sleep(1)) {
    if (now() - start > LATE_AFTER) throw new Error(`Only ${room.got} of ${expected} deliveries came`)
  }
}

/** As many as go, but never more than 16 between the speakers and the first client. @returns deliveries a second */
async function flood({ room: name, ms }: { room: string; ms: number }): Promise<{ rate: number; got: number }> {
  const room = roomOf(name)
  const start = now()
  let sent = 0
  const run = async (speaker: Speaker) => {
    while (now() - start < ms) {
      if (sent - room.gotByFirst >= 16) {
        await new Promise<void>((resolve) => setImmediate(resolve))
        continue
      }
      sent += 1
      await say(room, speaker)
    }
  }
  await Promise.all(room.speakers.map(run))
  await allDelivered(room, sent)
  return { rate: (room.got / (now() - start)) * 1000, got: room.got }
}

/** One message every so many ms. @returns latencies of all deliveries, from before the request, in ms */
async function pace({ room: name, ms, every }: { room: string; ms: number; every: number }) {
  const room = roomOf(name)
  room.sentAt.set(0, 0)
  const start = now()
  let sent = 0
  const pending: Promise<unknown>[] = []
  while (now() - start < ms) {
    const speaker = room.speakers[sent % room.speakers.length]
    if (speaker) pending.push(say(room, speaker))
    sent += 1
    await sleep(Math.max(0, start + sent * every - now()))
  }
  await Promise.all(pending)
  await allDelivered(room, sent)
  return { got: room.got, sent, p50: percentile(room.latencies, 0.5), p99: percentile(room.latencies, 0.99) }
}

function close(name: string): void {
  const room = rooms.get(name)
  for (const end of room?.close ?? []) end()
  for (const speaker of room?.speakers ?? []) speaker.close()
  rooms.delete(name)
}

/** The same GET on so many connections, one after the other on each. @returns how many were answered */
async function get(o: { account: Account; path: string; connections: number; ms: number }): Promise<number> {
  const text = requestText(o.account, 'GET', o.path)
  const start = now()
  let count = 0
  const run = async () => {
    const connection = new Connection(o.account.port)
    while (now() - start < o.ms) {
      await connection.ask(text)
      count += 1
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: o.connections }, run))
  return count
}

serve({ open, openXmpp, get, send, flood, pace, close: ({ room }: { room: string }) => close(room) })
