import type { ReadDb } from '../../db/database.ts'
import type { ReadCore } from '../../delivery/core.ts'
import { findMessages, type MessageRow, toWireFlags } from './wire.ts'

/** Messages of `topic` up to `upTo`, but for those that came to it after the `change`. */
interface Renamed {
  readonly topic: number
  readonly upTo: number
  readonly change: number
}

/** What an `update_message` event leaves to be read: a text, how it is shown, or the messages of a renamed topic. */
interface Unfilled {
  readonly message_id: number
  readonly edit_timestamp: number
  /** The topic's new name, if it has one. */
  readonly subject?: string
  readonly fill: { readonly content?: true; readonly rendering?: true } | Renamed
}

/**
 * Completes `update_message` events for one reader: texts and flags are those of now. An edit whose message is gone, or
 * out of the reader's sight, gives undefined.
 */
export async function fillUpdates(
  { db, readTopicLinks }: ReadCore,
  reader: number,
  payloads: readonly Readonly<Record<string, unknown>>[],
): Promise<(Record<string, unknown> | undefined)[]> {
  const pending = payloads as readonly (Record<string, unknown> & Unfilled)[]
  const rows = await findMessages(db, reader, [...new Set(pending.map((p) => p.message_id))])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const linksOf = await readTopicLinks(pending.flatMap(({ subject }) => subject ?? []))
  const filled: (Record<string, unknown> | undefined)[] = []
  for (const { fill, ...stored } of pending) {
    const { subject } = stored
    const payload = subject === undefined ? stored : { ...stored, topic_links: linksOf(subject) }
    const row = byId.get(payload.message_id)
    const flags = row ? toWireFlags(row) : []
    if ('topic' in fill) {
      filled.push({ ...payload, flags, message_ids: await findRenamed(db, fill, payload.message_id) })
    } else if (fill.rendering) filled.push(row && { ...payload, flags, ...shown(row) })
    else if (fill.content) filled.push(row && { ...payload, flags, ...texts(row, payload.edit_timestamp) })
    else filled.push({ ...payload, flags })
  }
  return filled
}

function texts(row: MessageRow, editedAt: number): Record<string, unknown> {
  const edit = row.history?.find((entry) => Math.floor(entry.at) === editedAt && entry.prev_content !== undefined)
  return {
    orig_content: edit?.prev_content ?? row.content,
    orig_rendered_content: edit?.prev_rendered_content ?? row.rendered,
    ...shown(row),
  }
}

function shown({ content, rendered }: MessageRow): Record<string, unknown> {
  return { content, rendered_content: rendered, is_me_message: content.startsWith('/me ') }
}

/** Of a message that has moved on since, a later event tells; the one named is always there, as clients expect. */
async function findRenamed(db: ReadDb, { topic, upTo, change }: Renamed, named: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from message where topic_id = $1 and topic_id <> 0 and id <= $2 and topic_change_base < $3 order by id`,
    [topic, upTo, change],
  )
  const ids = rows.map((row) => row.id)
  return ids.includes(named) ? ids : [named, ...ids]
}

/**
 * What clients need to count messages as unread that they do not hold: `message_details` of
 * https://zulip.com/api/get-events#update_message_flags-remove, by message id. What is read by rule stays so, whatever
 * was marked: a muted sender's messages are not among them.
 */
export async function readMessageDetails(
  db: ReadDb,
  reader: number,
  ids: readonly number[],
): Promise<Record<string, Record<string, unknown>>> {
  const rows = await findMessages(db, reader, ids)
  const unread = rows.filter((row) => row.is_unread)
  return Object.fromEntries(
    unread.map((row) => {
      const mentioned = toWireFlags(row).some((flag) => flag.endsWith('mentioned'))
      const others = row.people?.map((person) => person.id).filter((id) => id !== reader)
      const place = others
        ? { type: 'private', user_ids: others }
        : { type: 'stream', stream_id: row.recipient_id, topic: row.subject, unmuted_stream_msg: true }
      return [row.id, { ...place, ...(mentioned ? { mentioned } : {}) }]
    }),
  )
}
