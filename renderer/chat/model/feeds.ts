import { Feed, type ReadPage } from './feed.ts'
import type { Message, Messages } from './messages.ts'
import { type FeedNarrow, narrowKey } from './narrow.ts'

/** As many lists stay loaded, so that going back shows them at once. */
const KEPT = 20

/** The lists that were shown last. */
export class Feeds {
  readonly #byKey = new Map<string, Feed>()
  readonly #messages: Messages
  readonly #read: ReadPage

  constructor(messages: Messages, read: ReadPage) {
    this.#messages = messages
    this.#read = read
  }

  get(narrow: FeedNarrow): Feed {
    const key = narrowKey(narrow)
    const feed = this.#byKey.get(key) ?? new Feed(narrow, this.#read)
    // The map keeps its order, so the first is the one that was not shown for longest.
    this.#byKey.delete(key)
    this.#byKey.set(key, feed)
    const [oldest] = this.#byKey.keys()
    if (this.#byKey.size > KEPT && oldest !== undefined) this.#byKey.delete(oldest)
    return feed
  }

  receive(message: Message): void {
    for (const feed of this.#byKey.values()) feed.receive(message)
  }

  /** Messages have gone from lists. */
  sift(): void {
    for (const feed of this.#byKey.values()) feed.sift((id) => this.#messages.get(id))
  }

  /** Where messages have come that were not sent just now, ranges have holes. */
  resetOthers(keep: (feed: Feed) => boolean): void {
    for (const feed of this.#byKey.values()) if (!keep(feed)) feed.reset()
  }
}
