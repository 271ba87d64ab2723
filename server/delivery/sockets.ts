import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { ApiError } from '../contract/errors.ts'
import type { Frame } from './frame.ts'
import type { Queue } from './queue.ts'
import { heartbeat, type Queues } from './queues.ts'
import type { Waiter } from './waiters.ts'

/** Calls the listener when the session is over; @returns what withdraws it. */
export type OnSessionEnd = (userId: number, sessionId: string, listener: () => void) => () => void

/** Who has opened a WebSocket. */
export interface SocketCaller {
  readonly actor: Queue['reader']
  /** Undefined for an API key. */
  readonly session: { readonly id: string } | undefined
  /** The address's query string. */
  readonly query: Readonly<Record<string, unknown>>
  /** Whether what the caller proved then still holds: the session goes on, the key is valid, the account is open. */
  isStillValid(): Promise<boolean>
}

/** Under the time after which proxies and home routers forget a silent connection. */
const TICK_MS = 25_000
/** Bytes that may wait for a client; one that reads nothing costs no more than this. */
const MAX_WAITING = 1024 * 1024

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4 and IANA's registry */
const CLOSE = { policy: 1008, tryAgain: 1013 } as const

/**
 * The event queue over a WebSocket: `wss://host/ws?queue_id=…&last_event_id=…`, by session cookie and Origin, or by HTTP
 * basic auth with an API key.
 *
 * Every frame from the server is one event as JSON, as https://zulip.com/api/get-events has them, in the order of their ids;
 * `heartbeat` events come every 25 s. The client sends nothing, and keeps the id of the last event it has dealt with:
 * after any loss of the connection it opens the next one with that as `last_event_id`, and misses and doubles nothing.
 *
 * Where the long poll would answer an error, the last frame is that answer (`{"result":"error","code":
 * "BAD_EVENT_QUEUE_ID",…}`), closed with 1008: registering anew is the only way on. 1008 without it: logged out, or another
 * connection has taken the queue over. 1013: the client read too slowly, or the database is restarting; 1001: the host
 * stops; after both, resume.
 */
export class EventSockets {
  readonly #open = new Map<Queue, EventSocket>()
  readonly #queues: Queues
  readonly #onSessionEnd: OnSessionEnd
  readonly #timer: NodeJS.Timeout

  constructor(queues: Queues, onSessionEnd: OnSessionEnd, tick = TICK_MS) {
    this.#queues = queues
    this.#onSessionEnd = onSessionEnd
    this.#timer = setInterval(() => {
      for (const socket of this.#open.values()) socket.tick()
    }, tick)
    this.#timer.unref()
  }

  readonly serve = (socket: WebSocket, caller: SocketCaller, stream: Duplex): void => {
    // It has nothing to say: whoever sends all the same could only cost us time.
    socket.on('message', () => socket.close(CLOSE.policy, 'Nothing may be sent on this WebSocket'))
    this.#follow(socket, caller, stream).catch((error: unknown) => {
      if (error instanceof ApiError) refuse(socket, error)
      else socket.close(CLOSE.tryAgain, 'The event log cannot be read now')
    })
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #follow(socket: WebSocket, caller: SocketCaller, stream: Duplex): Promise<void> {
    const { id, after } = parseQuery(caller.query)
    const queue = await this.#queues.find(id, caller.actor)
    const cursor = await this.#queues.startAt(queue, after)
    const follower = new EventSocket({ socket, stream, caller, queues: this.#queues }, queue, cursor)
    if (socket.readyState !== socket.OPEN) return
    // One a queue: an older one is a connection that its client has given up, or a way to fill our memory.
    this.#open.get(queue)?.giveWay()
    this.#open.set(queue, follower)
    const { actor, session } = caller
    const withdraw = session && this.#onSessionEnd(actor.id, session.id, () => follower.logOut())
    socket.once('close', () => {
      withdraw?.()
      if (this.#open.get(queue) === follower) this.#open.delete(queue)
      this.#queues.detach(follower)
    })
    await follower.run()
  }
}

interface SocketParts {
  readonly socket: WebSocket
  /** What the socket writes to. Events go there as whole frames: framing each for each socket costs as much again. */
  readonly stream: Duplex
  readonly caller: SocketCaller
  readonly queues: Queues
}

/** One open socket. */
class EventSocket implements Waiter {
  readonly until = Number.POSITIVE_INFINITY
  readonly queue: Queue
  cursor: number
  #acknowledged: number
  #isAlive = true
  /** It waits: whatever comes is offered to it. */
  #isWaiting = false
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #caller: SocketCaller
  readonly #queues: Queues

  constructor({ socket, stream, caller, queues }: SocketParts, queue: Queue, cursor: number) {
    this.#socket = socket
    this.#stream = stream
    this.#caller = caller
    this.#queues = queues
    this.queue = queue
    this.cursor = cursor
    this.#acknowledged = cursor
    socket.on('pong', () => {
      this.#isAlive = true
      // Frames keep their order, so what was sent before the ping has arrived.
      queue.acknowledged = Math.max(queue.acknowledged, this.#acknowledged)
    })
  }

  /** Sends page after page, each when the last one has left, until the socket has caught up; from then on waits. */
  async run(): Promise<void> {
    this.#isWaiting = false
    while (this.#socket.readyState === this.#socket.OPEN) {
      this.#isWaiting = this.#queues.attach(this)
      if (this.#isWaiting) return
      if (this.queue.hasEnded) throw this.#queues.gone(this.queue)
      if (this.#queues.isStopping) return
      const page = await this.#queues.read(this.queue, this.cursor)
      const last = page.frames.at(-1)
      for (const frame of page.frames) if (frame !== last) this.#send(frame)
      if (last) await this.#sendAndWait(last)
      this.cursor = page.cursor
    }
  }

  deliver(frames: readonly Frame[], upTo: number): void {
    for (const frame of frames) this.#send(frame)
    this.cursor = upTo
    if (this.#stream.writableLength > MAX_WAITING) this.#close(CLOSE.tryAgain, 'This client reads too slowly')
  }

  release(): void {
    this.run().catch((error: unknown) => {
      if (error instanceof ApiError) refuse(this.#socket, error)
      else this.#socket.close(CLOSE.tryAgain, 'The event log cannot be read now')
    })
  }

  logOut(): void {
    this.#close(CLOSE.policy, 'Not logged in any more')
  }

  giveWay(): void {
    this.#close(CLOSE.policy, 'Another connection has taken this queue over')
  }

  tick(): void {
    if (!this.#isAlive) {
      this.#socket.terminate()
      return
    }
    this.#isAlive = false
    // What it was offered and did not want is not owed either: else the log would be kept for it, and read again.
    if (this.#isWaiting) this.cursor = Math.max(this.cursor, this.#queues.position)
    this.#acknowledged = this.cursor
    this.queue.lastSeen = Date.now()
    this.#send(heartbeat(this.cursor))
    this.#socket.ping()
    this.#caller.isStillValid().then(
      (isValid) => isValid || this.logOut(),
      // Not known now; the next tick asks again.
      () => undefined,
    )
  }

  #close(code: number, reason: string): void {
    this.#queues.detach(this)
    this.#socket.close(code, reason)
  }

  #send(frame: Frame, onSent?: () => void): void {
    // ws itself holds nothing back that this could overtake: it compresses nothing here.
    if (this.#socket.readyState === this.#socket.OPEN) this.#stream.write(frame.wire, onSent)
    else onSent?.()
  }

  #sendAndWait(frame: Frame): Promise<void> {
    return new Promise((resolve) => this.#send(frame, resolve))
  }
}

function parseQuery(query: SocketCaller['query']): { id: string; after: number } {
  const { queue_id: id, last_event_id: after = '-1' } = query
  if (typeof id !== 'string') throw new ApiError('REQUEST_VARIABLE_MISSING', "Missing 'queue_id' argument")
  if (typeof after !== 'string' || !/^-?\d{1,16}$/.test(after)) {
    throw new ApiError('REQUEST_VARIABLE_INVALID', 'last_event_id is not an integer')
  }
  return { id, after: Number(after) }
}

/** The answer that the long poll would give, as the last frame. */
function refuse(socket: WebSocket, error: ApiError): void {
  socket.send(JSON.stringify({ result: 'error', msg: error.message, code: error.code, ...error.data }))
  socket.close(CLOSE.policy, error.code)
}
