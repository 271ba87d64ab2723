import type { Registration, SubscriptionEvent } from '../api/events.ts'
import type { WireStream } from '../api/objects.ts'
import { Observable } from './observable.ts'

export interface Stream {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly isPrivate: boolean
}

/** The streams one knows of; which of them one is in: `Subscriptions`. */
export class Streams extends Observable {
  #byId = new Map<number, Stream>()

  load({ streams, subscriptions }: Registration): void {
    this.#byId = new Map([...streams, ...subscriptions].map((stream) => [stream.stream_id, toStream(stream)]))
    this.changed()
  }

  get(id: number): Stream | undefined {
    return this.#byId.get(id)
  }

  named(name: string): Stream | undefined {
    return this.all().find((stream) => stream.name === name)
  }

  all(): Stream[] {
    return [...this.#byId.values()].sort(byName)
  }

  add(streams: readonly WireStream[]): void {
    for (const stream of streams) this.#byId.set(stream.stream_id, toStream(stream))
    this.changed()
  }

  remove(streams: readonly { stream_id: number }[]): void {
    for (const stream of streams) this.#byId.delete(stream.stream_id)
    this.changed()
  }

  update(id: number, property: string, value: unknown): void {
    const stream = this.#byId.get(id)
    if (!stream) return
    if (property === 'name' && typeof value === 'string') this.#byId.set(id, { ...stream, name: value })
    if (property === 'description' && typeof value === 'string') this.#byId.set(id, { ...stream, description: value })
    if (property === 'invite_only') this.#byId.set(id, { ...stream, isPrivate: value === true })
    this.changed()
  }
}

export interface Subscription {
  readonly streamId: number
  readonly isMuted: boolean
  readonly isPinned: boolean
}

/** The streams one is in, and who else is. */
export class Subscriptions extends Observable {
  readonly #mine = new Map<number, Subscription>()
  readonly #members = new Map<number, Set<number>>()

  load({ subscriptions }: Registration): void {
    this.#mine.clear()
    this.#members.clear()
    this.#add(subscriptions)
    this.changed()
  }

  get(streamId: number): Subscription | undefined {
    return this.#mine.get(streamId)
  }

  all(): Subscription[] {
    return [...this.#mine.values()]
  }

  /** Ids of those who are in the stream, as far as one may know. */
  members(streamId: number): ReadonlySet<number> {
    return this.#members.get(streamId) ?? new Set()
  }

  handle(event: SubscriptionEvent): void {
    switch (event.op) {
      case 'add':
        this.#add(event.subscriptions)
        break
      case 'remove':
        for (const { stream_id } of event.subscriptions) this.#mine.delete(stream_id)
        break
      case 'update':
        this.#update(event.stream_id, event.property, event.value)
        break
      case 'peer_add':
      case 'peer_remove':
        for (const id of event.stream_ids) this.#changeMembers(id, event.user_ids, event.op === 'peer_add')
        break
      default:
        event satisfies never
    }
    this.changed()
  }

  #add(subscriptions: Registration['subscriptions']): void {
    for (const { stream_id, is_muted, pin_to_top, subscribers } of subscriptions) {
      this.#mine.set(stream_id, { streamId: stream_id, isMuted: is_muted, isPinned: pin_to_top })
      if (subscribers) this.#members.set(stream_id, new Set(subscribers))
    }
  }

  #update(id: number, property: string, value: unknown): void {
    const mine = this.#mine.get(id)
    if (!mine) return
    if (property === 'is_muted') this.#mine.set(id, { ...mine, isMuted: value === true })
    if (property === 'pin_to_top') this.#mine.set(id, { ...mine, isPinned: value === true })
  }

  #changeMembers(id: number, users: readonly number[], isIn: boolean): void {
    const members = this.#members.get(id) ?? new Set()
    for (const user of users) {
      if (isIn) members.add(user)
      else members.delete(user)
    }
    this.#members.set(id, members)
  }
}

const byName = (a: Stream, b: Stream) => a.name.localeCompare(b.name)

function toStream(stream: WireStream): Stream {
  return {
    id: stream.stream_id,
    name: stream.name,
    description: stream.description,
    isPrivate: stream.invite_only,
  }
}
