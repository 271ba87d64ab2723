import type { Client } from '../api/client.ts'
import { flag } from '../api/messages.ts'
import type { Unread } from './unread.ts'

/** Marks are told to the host together, at most this often. */
const EVERY_MS = 300
const AT_ONCE = 1000

/** Marks messages as read: here at once, on the host soon. What could not be told waits for the connection. */
export class ReadMarks {
  readonly #untold = new Set<number>()
  readonly #client: Client
  readonly #unread: Unread
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: Client, unread: Unread) {
    this.#client = client
    this.#unread = unread
  }

  /** Whether the host has been told of all. */
  get isEmpty(): boolean {
    return this.#untold.size === 0
  }

  mark(ids: readonly number[]): void {
    for (const id of this.#unread.markRead(ids)) this.#untold.add(id)
    if (this.#untold.size > 0) this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS)
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const messages = [...this.#untold].slice(0, AT_ONCE)
    if (messages.length === 0) return
    try {
      await flag(this.#client, { messages, op: 'add', flag: 'read' })
      for (const id of messages) this.#untold.delete(id)
      if (this.#untold.size > 0) await this.flush()
    } catch {
      // They stay; the poller calls again when the host is back.
    }
  }
}
