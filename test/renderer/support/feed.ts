import type { Page } from '../../../renderer/chat/api/messages.ts'
import { type Anchor, Feed } from '../../../renderer/chat/model/feed.ts'
import { type Message, Messages } from '../../../renderer/chat/model/messages.ts'
import { type FeedNarrow, matches } from '../../../renderer/chat/model/narrow.ts'
import { type Later, later } from './fake-host.ts'
import { ADA, type To, wireMessage } from './wire.ts'

interface Found {
  readonly page: Page
  readonly messages: readonly Message[]
}
interface Request {
  readonly anchor: Anchor
  readonly before: number
  readonly after: number
  readonly answer: Later<Found>
}

const NOWHERE = 10_000_000_000_000_000

/** A feed and its host, whose pages are read and answered when the test says so. */
export class FeedWorld {
  readonly feed: Feed
  /** Everything there is, in the host's order. */
  readonly all: Message[] = []
  readonly requests: Request[] = []
  /** Of one page; less than what is asked for, so that few messages make many pages. */
  readonly #most: number

  constructor(narrow: FeedNarrow, most = 1_000) {
    this.#most = most
    this.feed = new Feed(narrow, (_, anchor, before, after) => {
      const answer = later<Found>()
      this.requests.push({ anchor, before, after, answer })
      return answer.promise
    })
  }

  /** Stored by the host; its event is `feed.receive`. */
  store(id: number, to: To): Message {
    const [message] = new Messages().add([wireMessage(id, to)], ADA)
    if (!message) throw new Error('The message was not stored')
    this.all.push(message)
    return message
  }

  get matching(): number[] {
    return this.all.filter((message) => matches(this.feed.narrow, message)).map(({ id }) => id)
  }

  /** The page as the host has it now. */
  readPage({ anchor, before, after }: Pick<Request, 'anchor' | 'before' | 'after'>): Found {
    const at = typeof anchor === 'number' ? anchor : NOWHERE
    const there = this.all.filter((message) => matches(this.feed.narrow, message))
    const first = there.findIndex(({ id }) => id >= at)
    const split = first < 0 ? there.length : first
    const from = Math.max(0, split - Math.min(before, this.#most))
    const to = split + (there[split]?.id === at ? 1 : 0) + Math.min(after, this.#most)
    const flags = { found_oldest: from === 0, found_newest: to >= there.length }
    return { page: { messages: [], anchor: at, ...flags }, messages: there.slice(from, to) }
  }

  /** Answers the oldest request with the page as it is now. */
  answer(): void {
    const request = this.requests.shift()
    request?.answer.resolve(this.readPage(request))
  }

  fail(): void {
    this.requests.shift()?.answer.reject(new Error('away'))
  }
}
