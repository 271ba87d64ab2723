import type { ChatEvent, FlagsEvent, SubmessageEvent } from '../api/events.ts'
import type { WireMessage, WireTopicLink } from '../api/objects.ts'
import { type Conversation, conversationOf } from './conversation.ts'
import { Observable } from './observable.ts'
import { type Submessage, toSubmessage } from './widgets/submessage.ts'

export type TopicLink = WireTopicLink

export interface Message {
  readonly id: number
  readonly conversation: Conversation
  /** Where parts of its topic's name lead. */
  readonly topicLinks: readonly TopicLink[]
  readonly senderId: number
  readonly senderName: string
  /** As the server has cleaned it; the only HTML that this client shows. */
  readonly html: string
  /** milliseconds since 1970 */
  readonly at: number
  readonly isEdited: boolean
  /** “Ada waves”: what its sender does, or is. */
  readonly isMe: boolean
  readonly isStarred: boolean
  readonly isMention: boolean
  /** Of a poll or a to-do list; empty for every other message. */
  readonly submessages: readonly Submessage[]
}

type Update = Extract<ChatEvent, { type: 'update_message' }>

/** The messages that any list holds, by id. */
export class Messages extends Observable {
  readonly #byId = new Map<number, Message>()
  /** A page that was read before a deletion may arrive after its event. */
  readonly #deleted = new Set<number>()

  clear(): void {
    this.#byId.clear()
    this.changed()
  }

  get(id: number): Message | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<Message> {
    return this.#byId.values()
  }

  /** @returns those that there are, in the order given */
  add(messages: readonly WireMessage[], me: number): Message[] {
    const added = messages.filter(({ id }) => !this.#deleted.has(id)).map((message) => toMessage(message, me))
    for (const message of added) this.#byId.set(message.id, message)
    this.changed()
    return added
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) {
      this.#deleted.add(id)
      this.#byId.delete(id)
    }
    this.changed()
  }

  /** A new text, another topic, another stream. */
  update(event: Update): void {
    const edited = this.#byId.get(event.message_id)
    if (edited && event.rendered_content !== undefined) {
      const isMe = event.is_me_message ?? edited.isMe
      const isMention = event.flags ? isMentioned(event.flags) : edited.isMention
      const isEdited = edited.isEdited || event.rendering_only !== true
      this.#byId.set(edited.id, { ...edited, html: event.rendered_content, isEdited, isMe, isMention })
    }
    if (isMove(event)) {
      for (const id of event.message_ids) {
        // It may have gone from where one could see it, and is back.
        this.#deleted.delete(id)
        this.#move(id, event)
      }
    }
    this.changed()
  }

  setFlag({ flag, op, messages }: FlagsEvent): void {
    if (flag !== 'starred') return
    for (const id of messages) {
      const message = this.#byId.get(id)
      if (message) this.#byId.set(id, { ...message, isStarred: op === 'add' })
    }
    this.changed()
  }

  addSubmessage({ message_id, submessage_id, sender_id, msg_type, content }: SubmessageEvent): void {
    const message = this.#byId.get(message_id)
    const told = toSubmessage(submessage_id, sender_id, msg_type, content)
    // A page may have had it already.
    if (!message || !told || message.submessages.some(({ id }) => id === told.id)) return
    this.#byId.set(message_id, { ...message, submessages: [...message.submessages, told] })
    this.changed()
  }

  #move(id: number, { subject, new_stream_id, topic_links = [] }: Update): void {
    const message = this.#byId.get(id)
    if (message?.conversation.kind !== 'topic') return
    const { streamId, topic } = message.conversation
    const conversation: Conversation = { kind: 'topic', streamId: new_stream_id ?? streamId, topic: subject ?? topic }
    const topicLinks = subject === undefined ? message.topicLinks : topic_links
    this.#byId.set(id, { ...message, conversation, topicLinks })
  }
}

/** Whether messages have got another place by it. */
export function isMove(event: Update): boolean {
  return event.subject !== undefined || event.new_stream_id !== undefined
}

function toMessage(message: WireMessage, me: number): Message {
  const flags = message.flags ?? []
  return {
    id: message.id,
    conversation: conversationOf(message, me),
    topicLinks: message.topic_links ?? [],
    senderId: message.sender_id,
    senderName: message.sender_full_name,
    html: message.content,
    at: message.timestamp * 1000,
    isEdited: message.last_edit_timestamp !== undefined,
    isMe: message.is_me_message === true,
    isStarred: flags.includes('starred'),
    isMention: isMentioned(flags),
    submessages: (message.submessages ?? []).flatMap(
      ({ id, sender_id, msg_type, content }) => toSubmessage(id, sender_id, msg_type, content) ?? [],
    ),
  }
}

/** By name, by a group, or with everybody else. */
export function isMentioned(flags: readonly string[]): boolean {
  return flags.some((flag) => flag.endsWith('mentioned'))
}
