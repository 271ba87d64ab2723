/** One event as clients get it, JSON with its id. Made once for all readers to whom it looks the same. */
export class Frame {
  readonly text: string
  #bytes: Buffer | undefined

  constructor(type: string, fields: Readonly<Record<string, unknown>>, id: number) {
    this.text = JSON.stringify({ type, ...fields, id })
  }

  /** The text in UTF-8, for a WebSocket. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text)
    return this.#bytes
  }
}
