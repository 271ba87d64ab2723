import type { TLSSocket } from 'node:tls'
import { type Account, Connection, openTls, requestText } from './requests.ts'

/** Called for each message that a client gets, with the bytes that hold it. */
export type OnMessage = (bytes: Buffer) => void

/** Who receives, and from where in the log. */
export interface Seat extends Account {
  readonly queue: string
  readonly cursor: number
}

const TEXT_FRAME = 0x81
const PING_FRAME = 0x89
/** Empty, and masked with zeros: who does not answer a ping counts as gone. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])

/** A WebSocket that does no more than find the frames. */
export async function openSocket(seat: Seat, onMessage: OnMessage): Promise<() => void> {
  const socket = await openTls(seat.port)
  const key = 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const path = `/ws?queue_id=${encodeURIComponent(seat.queue)}&last_event_id=${seat.cursor}`
  socket.write(requestText(seat, 'GET', path, '', `connection: upgrade\r\nupgrade: websocket\r\n${key}`))
  const rest = await readHead(socket)
  let received = rest
  const read = (chunk: Buffer) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk
    for (let frame = nextFrame(received); frame; frame = nextFrame(received)) {
      const payload = received.subarray(frame.start, frame.end)
      if (received[0] === TEXT_FRAME && payload.indexOf('"heartbeat"') === -1) onMessage(payload)
      if (received[0] === PING_FRAME) socket.write(PONG)
      received = received.subarray(frame.end)
    }
  }
  socket.on('data', read)
  return () => socket.destroy()
}

function readHead(socket: TLSSocket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => {
      const end = chunk.indexOf('\r\n\r\n')
      if (chunk.toString('latin1', 0, 12) === 'HTTP/1.1 101' && end !== -1) resolve(chunk.subarray(end + 4))
      else reject(new Error(`No WebSocket: ${chunk.toString()}`))
    })
  })
}

/** RFC 6455 §5.2; a server's frames are not masked. */
function nextFrame(bytes: Buffer): { start: number; end: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  return bytes.length < start + length ? undefined : { start, end: start + length }
}

/** Long polls, the next one as soon as the last is answered. */
export function openPoll(seat: Seat, onMessage: OnMessage): () => void {
  const connection = new Connection(seat.port)
  let isOpen = true
  let { cursor } = seat
  const run = async () => {
    const queue = encodeURIComponent(seat.queue)
    while (isOpen) {
      const path = `/api/v1/events?queue_id=${queue}&last_event_id=${cursor}`
      const body = await connection.ask(requestText(seat, 'GET', path))
      const text = body.toString('latin1')
      for (let at = text.indexOf('"type":"message"'); at !== -1; at = text.indexOf('"type":"message"', at + 1)) {
        onMessage(body.subarray(at))
      }
      // The last field of the last event.
      const ids = text.slice(0, text.lastIndexOf(']')).match(/"id":(\d+)}$/)
      cursor = Number(ids?.[1] ?? cursor)
    }
  }
  void run()
  return () => {
    isOpen = false
    connection.close()
  }
}
