import type { FlagsEvent, MessageDetails, Registration } from '../api/events.ts'
import { type Conversation, directWith, keyOf } from './conversation.ts'
import type { Message } from './messages.ts'
import { Observable } from './observable.ts'

interface Group {
  readonly conversation: Conversation
  readonly ids: Set<number>
}

export interface UnreadConversation {
  readonly conversation: Conversation
  readonly count: number
  readonly isMentioned: boolean
  readonly newest: number
}

/** Which messages are unread, by conversation: the newest 50,000 that /register tells of, and what came since. */
export class Unread extends Observable {
  readonly #groups = new Map<string, Group>()
  readonly #places = new Map<number, string>()
  readonly #mentions = new Set<number>()
  /** A page that was read before a mark may arrive after it. */
  readonly #marked = new Set<number>()
  #me = 0

  load({ unread_msgs, user_id }: Registration): void {
    this.#me = user_id
    for (const kept of [this.#groups, this.#places, this.#mentions, this.#marked]) kept.clear()
    for (const { stream_id, topic, unread_message_ids } of unread_msgs.streams) {
      this.#put({ kind: 'topic', streamId: stream_id, topic }, unread_message_ids)
    }
    for (const { other_user_id, unread_message_ids } of unread_msgs.pms) {
      this.#put(directWith([other_user_id], user_id), unread_message_ids)
    }
    for (const { user_ids_string, unread_message_ids } of unread_msgs.huddles) {
      this.#put(directWith(user_ids_string.split(',').map(Number), user_id), unread_message_ids)
    }
    for (const id of unread_msgs.mentions) this.#mentions.add(id)
    this.changed()
  }

  has(id: number): boolean {
    return this.#places.has(id)
  }

  isMention(id: number): boolean {
    return this.#mentions.has(id)
  }

  /** An edit may name its reader, or no longer. */
  setMention(id: number, isMention: boolean): void {
    if (!isMention) this.#mentions.delete(id)
    else if (this.#places.has(id)) this.#mentions.add(id)
    this.changed()
  }

  get count(): number {
    return this.#places.size
  }

  get mentions(): number {
    return this.#mentions.size
  }

  countIn(conversation: Conversation): number {
    return this.#groups.get(keyOf(conversation))?.ids.size ?? 0
  }

  isMentionedIn(conversation: Conversation): boolean {
    const ids = this.#groups.get(keyOf(conversation))?.ids
    return ids !== undefined && [...this.#mentions].some((id) => ids.has(id))
  }

  countInStream(streamId: number): number {
    let count = 0
    for (const { conversation, ids } of this.#groups.values()) {
      if (conversation.kind === 'topic' && conversation.streamId === streamId) count += ids.size
    }
    return count
  }

  /** What there is to read, the oldest first. */
  conversations(): UnreadConversation[] {
    return [...this.#groups.values()]
      .map(({ conversation, ids }) => ({
        conversation,
        count: ids.size,
        isMentioned: this.isMentionedIn(conversation),
        newest: highest(ids),
      }))
      .sort((a, b) => a.newest - b.newest)
  }

  /** A message that the server says is unread. */
  add(message: Message): void {
    if (this.#marked.has(message.id)) return
    this.#put(message.conversation, [message.id])
    if (message.isMention) this.#mentions.add(message.id)
    this.changed()
  }

  /** @returns the ids that were unread */
  markRead(ids: readonly number[]): number[] {
    const changed = ids.filter((id) => this.has(id))
    for (const id of ids) this.#marked.add(id)
    this.remove(changed)
    return changed
  }

  /** They are read, or gone. */
  remove(ids: readonly number[]): void {
    for (const id of ids) this.#take(id)
    this.changed()
  }

  handleFlags(event: FlagsEvent): void {
    if (event.flag !== 'read') return
    if (event.op === 'add') {
      this.markRead(event.all ? [...this.#places.keys()] : event.messages)
      return
    }
    for (const id of event.messages) {
      this.#marked.delete(id)
      const details = event.message_details?.[id]
      const conversation = details && placeOf(details, this.#me)
      if (conversation) this.#put(conversation, [id])
      if (details?.mentioned) this.#mentions.add(id)
    }
    this.changed()
  }

  /** Messages have got another place; those that nobody has loaded too. */
  move(ids: readonly number[], to: { streamId: number | undefined; topic: string | undefined }): void {
    for (const id of ids) {
      const from = this.#groups.get(this.#places.get(id) ?? '')?.conversation
      if (from?.kind !== 'topic') continue
      const isMention = this.#mentions.has(id)
      this.#take(id)
      this.#put({ kind: 'topic', streamId: to.streamId ?? from.streamId, topic: to.topic ?? from.topic }, [id])
      if (isMention) this.#mentions.add(id)
    }
    this.changed()
  }

  #put(conversation: Conversation, ids: readonly number[]): void {
    const key = keyOf(conversation)
    // A topic that changed only its case keeps the key.
    const group = { conversation, ids: this.#groups.get(key)?.ids ?? new Set() }
    this.#groups.set(key, group)
    for (const id of ids) {
      // A page may show a move before its event.
      if (this.#places.get(id) !== key) this.#leaveGroup(id)
      group.ids.add(id)
      this.#places.set(id, key)
    }
  }

  #take(id: number): void {
    this.#leaveGroup(id)
    this.#places.delete(id)
    this.#mentions.delete(id)
  }

  #leaveGroup(id: number): void {
    const key = this.#places.get(id) ?? ''
    const group = this.#groups.get(key)
    group?.ids.delete(id)
    if (group?.ids.size === 0) this.#groups.delete(key)
  }
}

function highest(ids: Iterable<number>): number {
  let highest = 0
  for (const id of ids) if (id > highest) highest = id
  return highest
}

function placeOf(details: MessageDetails, me: number): Conversation | undefined {
  if (details.type === 'private') return directWith(details.user_ids ?? [], me)
  if (details.stream_id === undefined) return undefined
  return { kind: 'topic', streamId: details.stream_id, topic: details.topic ?? '' }
}
