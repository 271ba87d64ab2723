import type { ReadCore, TopicLinks } from '../../delivery/core.ts'
import type { Entry } from '../../delivery/event-log.ts'
import { Frame } from '../../delivery/frame.ts'
import type { Queue } from '../../delivery/queues.ts'
import { findNewMessages, type NewMessageRow, toWireFlags, toWireMessage } from '../messages/index.ts'

/** Messages kept: more than a client can be behind between two polls of a busy room. */
const KEPT = 1_000

/** Events after which the messages kept look as before. Whatever else happens, they are read again. */
const HARMLESS: ReadonlySet<string> = new Set([
  'alert_words',
  'boot',
  'drafts',
  'message',
  'muted_topics',
  'onboarding_steps',
  'presence',
  'reaction',
  'restart',
  'saved_snippets',
  'scheduled_messages',
  'subscription',
  'typing',
  'update_message_flags',
  'user_status',
  'user_topic',
])

/** A message as of its sending, and the events made of it so far: one for each way it looks to somebody. */
interface NewMessage {
  readonly row: NewMessageRow
  readonly linksOf: TopicLinks
  readonly flagged: ReadonlyMap<number, number>
  readonly groupMembers: ReadonlySet<number>
  readonly topicMembers: ReadonlySet<number>
  readonly mutedBy: ReadonlySet<number>
  readonly frames: Map<number, Frame>
}

/** The newest messages, read once for all their readers. */
export class NewMessages {
  readonly #byId = new Map<number, NewMessage>()
  readonly #core: ReadCore

  constructor(core: ReadCore) {
    this.#core = core
  }

  async prepare(entries: readonly Entry[]): Promise<void> {
    if (entries.some(({ event }) => !HARMLESS.has(event.type))) this.#byId.clear()
    const ids = entries.flatMap(({ event }) => (event.type === 'message' ? (event.message_id ?? []) : []))
    if (ids.length === 0) return
    const rows = await findNewMessages(this.#core.db, ids)
    const linksOf = await this.#core.readTopicLinks(rows.map((row) => row.subject))
    for (const row of rows) {
      this.#byId.set(row.id, {
        row,
        linksOf,
        flagged: new Map(row.flagged),
        groupMembers: new Set(row.group_members),
        topicMembers: new Set(row.topic_members),
        mutedBy: new Set(row.muted_by),
        frames: new Map(),
      })
    }
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= KEPT) return
      this.#byId.delete(id)
    }
  }

  /** The event for one reader, with the flags of the sending; what changed them since has events of its own. */
  frame({ event, seq }: Entry, { reader, options }: Queue): Frame | undefined {
    const message = this.#byId.get(event.message_id ?? 0)
    if (!message) return undefined
    const { row, linksOf, frames } = message
    const flags = message.flagged.get(reader.id) ?? 0
    const isOwn = row.sender_id === reader.id && !row.unread_by_sender
    const isUnread = !isOwn && !message.mutedBy.has(reader.id)
    const isGroupMentioned = message.groupMembers.has(reader.id)
    const isTopicMentioned = message.topicMembers.has(reader.id)
    const look =
      flags * 16 +
      (isTopicMentioned ? 8 : 0) +
      (isUnread ? 4 : 0) +
      (isGroupMentioned ? 2 : 0) +
      (options.applyMarkdown ? 1 : 0)
    let frame = frames.get(look)
    if (!frame) {
      const mentioned = { group_mentioned: isGroupMentioned, topic_mentioned: isTopicMentioned }
      const forReader = { ...row, flags, is_unread: isUnread, ...mentioned }
      const fields = { message: toWireMessage(row, options.applyMarkdown, linksOf), flags: toWireFlags(forReader) }
      frames.set(look, (frame = Frame.of('message', fields, seq)))
    }
    return frame
  }
}
