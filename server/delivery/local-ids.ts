import { BoundedMap } from '../lib/bounded-map.ts'

/** Far more than are sent between a message and its delivery. */
const KEPT = 10_000

/**
 * What clients call the messages that they sent by this node, told to the queue that each was sent from and to no other:
 * by it a client knows its own message, whichever comes first, the event or the answer. https://zulip.com/api/send-message
 */
export class LocalIds {
  readonly #byMessage = new BoundedMap<number, { readonly queueId: string; readonly localId: string }>(KEPT)

  note(message: number, queueId: string, localId: string): void {
    this.#byMessage.set(message, { queueId, localId })
  }

  find(message: number | null, queueId: string): string | undefined {
    const sent = message === null ? undefined : this.#byMessage.get(message)
    return sent?.queueId === queueId ? sent.localId : undefined
  }
}
