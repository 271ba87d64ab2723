/** One event as clients get it, JSON with its id. Made once for all readers to whom it looks the same. */
export class Frame {
  readonly text: string
  #wire: Buffer | undefined

  private constructor(text: string) {
    this.text = text
  }

  static of(type: string, fields: Readonly<Record<string, unknown>>, id: number): Frame {
    return new Frame(JSON.stringify({ type, ...fields, id }))
  }

  /** The same with one field more, for somebody of whom the others need not know. */
  with(name: string, value: string): Frame {
    return new Frame(`${this.text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`)
  }

  /** The text as a WebSocket's frame: a server's are not masked, so all sockets are given the same bytes. */
  get wire(): Buffer {
    this.#wire ??= toTextFrame(Buffer.from(this.text))
    return this.#wire
  }
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-5.2: final, text, not masked. */
function toTextFrame(payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x81
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}
