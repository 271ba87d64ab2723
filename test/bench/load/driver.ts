import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '../child.ts'
import { now, percentile } from '../measure.ts'
import { openPoll, openSocket, type Seat } from './receivers.ts'
import { type Account, Connection, requestText } from './requests.ts'

/** A room of clients, and who speaks in it: connections of one account. */
interface Room {
  readonly account: Account
  readonly speakers: readonly Connection[]
  readonly to: number
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
let number = 0

interface Opening {
  readonly room: string
  readonly kind: 'ws' | 'poll'
  readonly seats: readonly Seat[]
  readonly account: Account
  readonly to: number
  readonly speakers: number
}

async function open(o: Opening): Promise<void> {
  const speakers = Array.from({ length: o.speakers }, () => new Connection(o.account.port))
  const close: (() => void)[] = []
  const base = { account: o.account, speakers, to: o.to, close, got: 0, gotByFirst: 0, latencies: [] }
  const room: Room = { ...base, sentAt: new Map() }
  rooms.set(o.room, room)
  // A few at a time, as a server's backlog is finite.
  for (let i = 0; i < o.seats.length; i += 20) {
    const openOne = async (seat: (typeof o.seats)[number], client: number) => {
      const open = o.kind === 'ws' ? openSocket : openPoll
      return open(seat, (bytes) => receive(room, client, bytes))
    }
    close.push(...(await Promise.all(o.seats.slice(i, i + 20).map((seat, j) => openOne(seat, i + j)))))
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

function say(room: Room, speaker: Connection): Promise<Buffer> {
  const mine = ++number
  if (room.sentAt.size > 0) room.sentAt.set(mine, now())
  const content = `n=${String(mine).padStart(10, '0')} ${PADDING}`
  const form = `type=stream&to=${room.to}&topic=bench&content=${encodeURIComponent(content)}`
  return speaker.ask(requestText(room.account, 'POST', '/api/v1/messages', form))
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
  const run = async (speaker: Connection) => {
    while (now() - start < ms) {
      await say(room, speaker)
      count += 1
    }
  }
  await Promise.all(room.speakers.map(run))
  return { rate: (count / (now() - start)) * 1000, count }
}

/** As many as go, but never more than 16 between the speakers and the first client. @returns deliveries a second */
async function flood({ room: name, ms }: { room: string; ms: number }): Promise<{ rate: number; got: number }> {
  const room = roomOf(name)
  const start = now()
  let sent = 0
  const run = async (speaker: Connection) => {
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
  while (room.got < sent * room.close.length) await sleep(1)
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
  while (room.got < sent * room.close.length) await sleep(1)
  return { got: room.got, sent, p50: percentile(room.latencies, 0.5), p99: percentile(room.latencies, 0.99) }
}

function close(name: string): void {
  const room = rooms.get(name)
  for (const end of room?.close ?? []) end()
  for (const speaker of room?.speakers ?? []) speaker.close()
  rooms.delete(name)
}

serve({ open, send, flood, pace, close: ({ room }: { room: string }) => close(room) })
