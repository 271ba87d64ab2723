import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { findMessages } from './wire.ts'

/**
 * Every state a message was in, the oldest first (https://zulip.com/api/get-message-history).
 * @throws {ApiError} when the reader may not read it
 */
export async function readHistory(db: ReadDb, reader: number, id: number): Promise<Record<string, unknown>[]> {
  const [row] = await findMessages(db, reader, [id])
  if (!row) throw new ApiError('BAD_REQUEST', 'Invalid message(s)')
  let state = { content: row.content, rendered_content: row.rendered, topic: row.subject ?? '' }
  const states: Record<string, unknown>[] = []
  // Backwards: each entry tells what was before it.
  for (const { at, user_id, ...entry } of row.history ?? []) {
    states.push({ ...state, ...entry, timestamp: Math.floor(at), user_id })
    state = {
      content: entry.prev_content ?? state.content,
      rendered_content: entry.prev_rendered_content ?? state.rendered_content,
      topic: entry.prev_topic ?? state.topic,
    }
  }
  states.push({ ...state, timestamp: row.at, user_id: row.sender_id })
  return states.reverse()
}
