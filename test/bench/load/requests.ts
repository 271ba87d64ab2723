import { connect, type TLSSocket } from 'node:tls'

/** Where and as whom a client of the load speaks. */
export interface Account {
  readonly port: number
  /** The `Authorization` header's value. */
  readonly authorization: string
}

export function openTls(port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false }, () =>
      resolve(socket),
    )
    socket.setNoDelay(true)
    socket.once('error', reject)
  })
}

export function requestText(account: Account, method: string, path: string, body = '', more = ''): string {
  const form = body
    ? `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
    : ''
  const head = `${method} ${path} HTTP/1.1\r\nhost: localhost:${account.port}\r\nauthorization: ${account.authorization}\r\n`
  return `${head}${more}${form}\r\n${body}`
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * One kept connection, one request at a time, with as little work as possible: the load shares the machine with what it
 * measures, and Node's own client would cost more than the server. Opened when it is needed: servers drop silent ones.
 */
export class Connection {
  readonly #port: number
  #socket: TLSSocket | undefined
  #received: Buffer = Buffer.alloc(0)
  #resolve: ((body: Buffer) => void) | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(port: number) {
    this.#port = port
  }

  /** Answered after all that were asked before. */
  ask(request: string): Promise<Buffer> {
    const answer = this.#last.then(() => this.#exchange(request))
    this.#last = answer
    return answer
  }

  async #exchange(request: string): Promise<Buffer> {
    this.#socket ??= await this.#open()
    const { promise, resolve } = Promise.withResolvers<Buffer>()
    this.#resolve = resolve
    this.#socket.write(request)
    return promise
  }

  close(): void {
    this.#resolve = undefined
    this.#socket?.destroy()
  }

  async #open(): Promise<TLSSocket> {
    const socket = await openTls(this.#port)
    this.#received = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('close', () => {
      if (this.#resolve) throw new Error(`The server closed a connection in mid-answer: ${this.#received.toString()}`)
      this.#socket = undefined
    })
    return socket
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk
    const head = this.#received.indexOf(END_OF_HEAD)
    if (head === -1) return
    const text = this.#received.toString('latin1', 0, head)
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
    const end = head + 4 + length
    if (this.#received.length < end) return
    const body = this.#received.subarray(head + 4, end)
    if (!text.startsWith('HTTP/1.1 200'))
      throw new Error(`A request of the load was refused: ${text}\n${body.toString()}`)
    this.#received = this.#received.subarray(end)
    const resolve = this.#resolve
    this.#resolve = undefined
    resolve?.(body)
  }
}
