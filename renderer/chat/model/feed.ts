import type { Page } from '../api/messages.ts'
import type { Conversation } from './conversation.ts'
import type { Message } from './messages.ts'
import { type FeedNarrow, includes, matches } from './narrow.ts'
import { Observable } from './observable.ts'

export type Anchor = number | 'first_unread' | 'newest'

/** Reads a page and stores its messages; those that are left of it. */
export type ReadPage = (
  narrow: FeedNarrow,
  anchor: Anchor,
  before: number,
  after: number,
) => Promise<{ page: Page; messages: readonly Message[] }>

const REST_MS = 2_000
const AROUND = 50
const MORE = 100

type Status = 'empty' | 'loading' | 'ready' | 'failed'

/** One list of messages: a gapless range of a narrow, which grows at both ends. */
export class Feed extends Observable {
  readonly narrow: FeedNarrow
  /** ascending */
  ids: readonly number[] = []
  status: Status = 'empty'
  foundOldest = false
  foundNewest = false
  isLoadingOlder = false
  isLoadingNewer = false
  /** Where reading starts: the message asked for, or the first unread one; undefined: at the end. */
  anchor: number | undefined
  readonly #read: ReadPage
  /** What arrived while the page that may not have it yet was read. */
  #arrived: number[] = []
  /** After a failure the next page is not asked for at once. */
  #restUntil = 0
  /** A page that was asked for before a reset is of no use. */
  #era = 0

  constructor(narrow: FeedNarrow, read: ReadPage) {
    super()
    this.narrow = narrow
    this.#read = read
  }

  /** Loads around the anchor, unless that is loaded; never throws. */
  async open(anchor: Anchor): Promise<void> {
    if (this.status === 'loading' || (this.status === 'ready' && this.#holds(anchor))) return
    const era = ++this.#era
    this.status = 'loading'
    this.isLoadingOlder = false
    this.isLoadingNewer = false
    this.#arrived = []
    this.changed()
    try {
      const { page, messages } = await this.#read(this.narrow, anchor, AROUND, AROUND)
      if (era !== this.#era) return
      this.foundOldest = page.found_oldest
      this.foundNewest = page.found_newest
      const ids = messages.map((message) => message.id)
      this.ids = page.found_newest ? extend(ids, this.#arrived) : ids
      this.anchor = anchor === 'newest' ? undefined : this.ids.find((id) => id >= page.anchor)
      this.status = 'ready'
    } catch {
      if (era !== this.#era) return
      this.status = 'failed'
    }
    this.changed()
  }

  /** Never throws; to be called whenever the end comes near. */
  async loadOlder(): Promise<void> {
    const [oldest] = this.ids
    if (!this.#isFree() || this.foundOldest || oldest === undefined) return
    const era = this.#era
    this.isLoadingOlder = true
    this.changed()
    const found = await this.#more(oldest, MORE, 0)
    if (era !== this.#era) return
    this.isLoadingOlder = false
    if (found) {
      this.foundOldest = found.page.found_oldest
      this.ids = union(found.ids, this.ids)
    }
    this.changed()
  }

  async loadNewer(): Promise<void> {
    const newest = this.ids.at(-1)
    if (!this.#isFree() || this.foundNewest || newest === undefined) return
    const era = this.#era
    this.isLoadingNewer = true
    this.#arrived = []
    this.changed()
    const found = await this.#more(newest, 0, MORE)
    if (era !== this.#era) return
    this.isLoadingNewer = false
    if (found) {
      this.foundNewest = found.page.found_newest
      this.ids = extend(union(this.ids, found.ids), this.foundNewest ? this.#arrived : [])
    }
    this.changed()
  }

  /** From the middle of history to its newest end. */
  jumpToEnd(): void {
    this.reset()
    void this.open('newest')
  }

  /** A message that has just been sent. */
  receive(message: Message): void {
    if (!matches(this.narrow, message)) return
    if (this.status === 'ready' && this.foundNewest) {
      this.ids = extend(this.ids, [message.id])
      this.changed()
    } else this.#arrived.push(message.id)
  }

  /** Whether what is sent to the conversation will show here. */
  shows(conversation: Conversation): boolean {
    return this.foundNewest && includes(this.narrow, conversation)
  }

  /** Drops what has gone or does not belong here any more. */
  sift(find: (id: number) => Message | undefined): void {
    const isLeft = (id: number) => {
      const message = find(id)
      return message !== undefined && matches(this.narrow, message)
    }
    this.#arrived = this.#arrived.filter(isLeft)
    const left = this.ids.filter(isLeft)
    if (left.length === this.ids.length) return
    this.ids = left
    this.changed()
  }

  /** Forgets everything; whoever shows it opens it again. */
  reset(): void {
    this.#era++
    this.ids = []
    this.status = 'empty'
    this.foundOldest = false
    this.foundNewest = false
    this.isLoadingOlder = false
    this.isLoadingNewer = false
    this.changed()
  }

  /** One page at a time. */
  #isFree(): boolean {
    return this.status === 'ready' && !this.isLoadingOlder && !this.isLoadingNewer && Date.now() >= this.#restUntil
  }

  #holds(anchor: Anchor): boolean {
    if (typeof anchor === 'number') return this.ids.includes(anchor)
    return this.foundNewest
  }

  async #more(anchor: number, before: number, after: number): Promise<{ page: Page; ids: number[] } | undefined> {
    try {
      const { page, messages } = await this.#read(this.narrow, anchor, before, after)
      return { page, ids: messages.map((message) => message.id) }
    } catch {
      this.#restUntil = Date.now() + REST_MS
      return undefined
    }
  }
}

/** Ids of all lists once, ascending. */
function union(...lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b)
}

/** With what has arrived; events that come late may be of messages before the range, and older pages have those. */
function extend(ids: readonly number[], arrived: readonly number[]): number[] {
  const [oldest = 0] = ids
  return union(
    ids,
    arrived.filter((id) => id > oldest),
  )
}
