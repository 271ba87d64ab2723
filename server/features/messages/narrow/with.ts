import type { NarrowTerm } from '../../../contract/chat/messages.ts'
import type { ReadDb } from '../../../db/database.ts'
import { badNarrow } from './conditions.ts'

const PLACE = new Set(['channel', 'stream', 'topic', 'subject', 'dm', 'pm-with', 'pm_with'])

interface Conversation {
  readonly recipient_id: number
  readonly topic_name: string | null
  readonly member_ids: number[] | null
}

/**
 * Puts the conversation that a message is in now in the place of the `with` term and of what else names a conversation:
 * a link to it still leads there after a move.
 * @throws {ApiError} BAD_NARROW when the message cannot be read and nothing else says where to look
 */
export async function followConversation(
  db: ReadDb,
  reader: number,
  terms: readonly NarrowTerm[],
): Promise<readonly NarrowTerm[]> {
  const pointer = terms.find((term) => term.operator === 'with')
  if (!pointer) return terms
  const rest = terms.filter((term) => term.operator !== 'with')
  if (pointer.negated || !/^\d{1,15}$/.test(String(pointer.operand))) throw badNarrow("invalid operand of 'with'")
  const found = await findConversation(db, reader, Number(pointer.operand))
  if (!found) {
    if (rest.some((term) => PLACE.has(term.operator))) return rest
    throw badNarrow("the message of 'with' cannot be read")
  }
  const elsewhere = rest.filter((term) => !PLACE.has(term.operator))
  if (found.topic_name === null) {
    return [...elsewhere, { operator: 'dm', operand: found.member_ids ?? [], negated: false }]
  }
  return [
    ...elsewhere,
    { operator: 'channel', operand: found.recipient_id, negated: false },
    { operator: 'topic', operand: found.topic_name, negated: false },
  ]
}

async function findConversation(db: ReadDb, reader: number, id: number): Promise<Conversation | undefined> {
  const [row] = await db.query<Conversation>(
    `select m.recipient_id, t.name as topic_name, d.member_ids
     from message m left join topic t on t.id = m.topic_id left join direct_group d on d.id = m.recipient_id
     where m.id = $2 and may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id)`,
    [reader, id],
  )
  return row
}
