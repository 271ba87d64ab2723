/**
 * The chat as one would write it without thinking of speed: a row for each message and each of its recipients. What the
 * message core answers must be the same.
 */
export interface NaiveMessage {
  readonly id: number
  readonly sender: number
  stream: number
  /** '' in direct messages */
  topic: string
  content: string
  /** Whom it calls: who had spoken in its topic, when it does. */
  called: readonly number[]
  readonly direct: readonly number[] | undefined
  /** Newest first. */
  readonly history: object[]
}

export interface NaiveStream {
  readonly id: number
  readonly isPrivate: boolean
  readonly isProtected: boolean
  readonly subscribers: Set<number>
}

/** A message as one user has it. */
interface Row {
  isRead: boolean
  /** false: only marked unread, in a stream whose past was open to a later subscriber */
  readonly isReceived: boolean
}

export class NaiveModel {
  readonly messages = new Map<number, NaiveMessage>()
  readonly streams: ReadonlyMap<number, NaiveStream>
  readonly inactive = new Set<number>()
  readonly guests: ReadonlySet<number>
  readonly rows = new Map<number, Map<number, Row>>()
  readonly starred = new Map<number, Set<number>>()
  /** Words that each watches for, and messages that were found by them. */
  readonly words = new Map<number, Set<string>>()
  readonly alerted = new Map<number, Set<number>>()
  /** `user emoji` by message. */
  readonly reactions = new Map<number, Set<string>>()
  /** By user, then `stream topic`. */
  readonly wishes = new Map<number, Map<string, number>>()
  /** By user and whom they mute: messages up to this id are read. */
  readonly #muted = new Map<string, number>()
  #newest = 0

  constructor(users: readonly number[], guests: readonly number[], streams: readonly NaiveStream[]) {
    this.guests = new Set(guests)
    this.streams = new Map(streams.map((stream) => [stream.id, stream]))
    for (const user of users) {
      this.rows.set(user, new Map())
      this.starred.set(user, new Set())
      this.words.set(user, new Set())
      this.alerted.set(user, new Set())
      this.wishes.set(user, new Map())
    }
  }

  mayRead(user: number, message: NaiveMessage): boolean {
    if (message.direct) return message.direct.includes(user)
    const stream = this.streams.get(message.stream)
    if (!stream) return false
    const isSubscribed = stream.subscribers.has(user)
    if (!stream.isPrivate && !this.guests.has(user)) return true
    return isSubscribed && (!stream.isProtected || (this.rows.get(user)?.get(message.id)?.isReceived ?? false))
  }

  mayPost(user: number, stream: NaiveStream): boolean {
    return stream.subscribers.has(user) || (!stream.isPrivate && !this.guests.has(user))
  }

  send(message: NaiveMessage): void {
    this.messages.set(message.id, message)
    this.#newest = message.id
    this.#alert(message)
    const people = message.direct ?? this.#receivers(message.stream)
    for (const user of people)
      this.rows.get(user)?.set(message.id, { isRead: user === message.sender, isReceived: true })
  }

  /** Who is subscribed has the flag, also while their account is closed. */
  #alert({ id, content, direct, stream }: NaiveMessage): void {
    const people = new Set(direct ?? this.streams.get(stream)?.subscribers)
    for (const [user, words] of this.words) {
      const isFound = people.has(user) && content.split(' ').some((word) => words.has(word))
      if (isFound) this.alerted.get(user)?.add(id)
      else this.alerted.get(user)?.delete(id)
    }
  }

  /** @returns whether it is there now */
  react(id: number, user: number, emoji: string): boolean {
    const reactions = this.reactions.get(id) ?? new Set()
    this.reactions.set(id, reactions)
    if (reactions.delete(`${user} ${emoji}`)) return false
    reactions.add(`${user} ${emoji}`)
    return true
  }

  wish(user: number, stream: number, topic: string, policy: number): void {
    if (policy === 0) this.wishes.get(user)?.delete(`${stream} ${topic}`)
    else this.wishes.get(user)?.set(`${stream} ${topic}`, policy)
  }

  /** When nothing is left behind, what people wished of a topic goes with it; of two wishes the one that shows more stays. */
  #carryWishes(stream: number, from: string, to: string): void {
    if (from === to || [...this.messages.values()].some((m) => m.stream === stream && m.topic === from)) return
    for (const wishes of this.wishes.values()) {
      const old = wishes.get(`${stream} ${from}`)
      if (old === undefined) continue
      wishes.delete(`${stream} ${from}`)
      wishes.set(`${stream} ${to}`, Math.max(old, wishes.get(`${stream} ${to}`) ?? 0))
    }
  }

  isMuted(user: number, muted: number): boolean {
    return this.#muted.get(`${user} ${muted}`) === Infinity
  }

  mute(user: number, muted: number): void {
    this.#muted.set(`${user} ${muted}`, this.isMuted(user, muted) ? this.#newest : Infinity)
  }

  /** Who has spoken in a topic so far. */
  speakers(stream: number, topic: string): number[] {
    const there = [...this.messages.values()].filter((m) => m.stream === stream && m.topic === topic)
    return [...new Set(there.map((m) => m.sender))]
  }

  #receivers(stream: number): number[] {
    return [...(this.streams.get(stream)?.subscribers ?? [])].filter((user) => !this.inactive.has(user))
  }

  mark(user: number, ids: readonly number[], isRead: boolean): void {
    for (const id of ids) {
      const message = this.messages.get(id)
      if (!message || !this.mayRead(user, message)) continue
      const row = this.rows.get(user)?.get(id)
      const isMember = message.direct || this.streams.get(message.stream)?.subscribers.has(user)
      if (row) row.isRead = isRead || !isMember
      else if (isMember) this.rows.get(user)?.set(id, { isRead, isReceived: false })
    }
  }

  edit(actor: number, id: number, content: string): void {
    const message = this.messages.get(id)
    if (!message) return
    message.history.unshift({ user_id: actor, prev_content: message.content })
    message.content = content
    message.called = []
    this.#alert(message)
  }

  move(actor: number, ids: readonly number[], stream: number, topic: string): void {
    const first = this.messages.get(ids[0] ?? 0)
    const from = first?.topic ?? ''
    const isSameStream = first?.stream === stream
    if (first && first.stream !== stream) this.#loseStars(ids, first.stream, stream)
    for (const id of ids) {
      const message = this.messages.get(id)
      if (!message) continue
      const isOther = message.stream !== stream
      message.history.unshift({
        user_id: actor,
        ...(message.topic === topic ? {} : { prev_topic: message.topic, topic }),
        ...(isOther ? { prev_stream: message.stream, stream } : {}),
      })
      message.topic = topic
      if (isOther) this.#arrive(message, stream)
    }
    if (isSameStream) this.#carryWishes(stream, from, topic)
  }

  /** Who was subscribed there and cannot follow is told that the messages are gone. */
  #loseStars(ids: readonly number[], from: number, to: number): void {
    const [old, now] = [this.streams.get(from), this.streams.get(to)]
    for (const user of old?.subscribers ?? []) {
      const sees = now?.subscribers.has(user) || (!now?.isPrivate && !this.guests.has(user))
      const knew = !old?.isProtected || ids.some((id) => this.rows.get(user)?.get(id)?.isReceived)
      if (!sees && knew)
        for (const id of ids) for (const flagged of [this.starred, this.alerted]) flagged.get(user)?.delete(id)
    }
  }

  /** Received by the new stream's subscribers; unread only for who had it unread before. */
  #arrive(message: NaiveMessage, stream: number): void {
    message.stream = stream
    const receivers = new Set(this.#receivers(stream))
    for (const [user, rows] of this.rows) {
      const before = rows.get(message.id)
      rows.delete(message.id)
      if (receivers.has(user)) rows.set(message.id, { isRead: before?.isRead ?? true, isReceived: true })
    }
  }

  delete(id: number): void {
    this.messages.delete(id)
    for (const rows of this.rows.values()) rows.delete(id)
    for (const stars of this.starred.values()) stars.delete(id)
    for (const alerted of this.alerted.values()) alerted.delete(id)
    this.reactions.delete(id)
  }

  unsubscribe(user: number, stream: number): void {
    this.streams.get(stream)?.subscribers.delete(user)
    for (const message of this.messages.values()) {
      const row = this.rows.get(user)?.get(message.id)
      if (row && !message.direct && message.stream === stream) row.isRead = true
    }
  }

  unread(user: number): number[] {
    const rows = [...(this.rows.get(user) ?? [])].filter(([id, row]) => {
      const sender = this.messages.get(id)?.sender ?? 0
      return !row.isRead && id > (this.#muted.get(`${user} ${sender}`) ?? 0)
    })
    return sorted(rows.map(([id]) => id))
  }

  /** What a user sees in everything together: received, and still theirs to read. */
  feed(user: number): number[] {
    const received = [...(this.rows.get(user) ?? [])].filter(([, row]) => row.isReceived).map(([id]) => id)
    return sorted(
      received.filter((id) => {
        const message = this.messages.get(id)
        if (!message) return false
        return message.direct ? true : (this.streams.get(message.stream)?.subscribers.has(user) ?? false)
      }),
    )
  }

  stars(user: number): number[] {
    return sorted([...(this.starred.get(user) ?? [])])
  }
}

const sorted = (ids: number[]) => ids.sort((a, b) => a - b)
