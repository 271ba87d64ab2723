import type { NarrowTerm } from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { findStreamFor } from '../streams/index.ts'
import { IS_UNREAD } from './unread.ts'

/** A narrow as SQL: where its messages lie, and what else holds of them. `$1` is the reader. */
export interface NarrowSql {
  /** rows (recipient_id, lo, hi, arrived) of id ranges that the reader may see; see `findIds` for the last */
  readonly places: string
  readonly conditions: readonly string[]
  readonly values: readonly unknown[]
}

const flag = (bit: number) =>
  `exists (select from message_flag f where f.user_id = $1 and f.message_id = m.id and f.flags & ${bit} <> 0)`

const IS: Readonly<Record<string, string>> = {
  unread: IS_UNREAD,
  starred: flag(2),
  mentioned: `(${flag(8)} or m.wildcard_mention = 1)`,
  dm: 'm.topic_id = 0',
  private: 'm.topic_id = 0',
}

// Twice: what was sent here counts by its id, what was moved here by when it arrived.
const RECEIVED = `select p.recipient_id, lower(p.received) as lo, coalesce(upper(p.received), 9223372036854775807) as hi, a.arrived
  from subscription_period p join subscription b on b.user_id = p.user_id and b.recipient_id = p.recipient_id and b.active
  cross join (values (false), (true)) a(arrived) where p.user_id = $1`
const DIRECT = 'select recipient_id, 0, 9223372036854775807, null::boolean from direct_group_member where user_id = $1'

/** @throws {ApiError} BAD_NARROW for an operator or operand that there is not */
export async function buildNarrow(db: ReadDb, reader: number, terms: readonly NarrowTerm[]): Promise<NarrowSql> {
  const values: unknown[] = [reader]
  const conditions: string[] = []
  let places = `${RECEIVED} union all ${DIRECT}`
  const add = (value: unknown) => `$${values.push(value)}`
  for (const term of terms) {
    const not = term.negated ? 'not ' : ''
    const { operator, operand } = term
    if (operator === 'stream' || operator === 'channel') {
      const stream = await findStreamFor(db, reader, Array.isArray(operand) ? (operand[0] ?? 0) : operand)
      if (!stream) throw badNarrow(`unknown channel ${String(operand)}`)
      if (!term.negated) places = placesOfStream(stream, add(stream.id))
      else conditions.push(`m.recipient_id <> ${add(stream.id)}`)
    } else if (operator === 'topic' || operator === 'subject') {
      conditions.push(
        `${not}exists (select from topic t where t.id = m.topic_id and lower(t.name) = lower(${add(String(operand))}))`,
      )
    } else if (operator === 'sender') {
      conditions.push(`${not}m.sender_id = (select id from user_account where ${isUser(operand, add)})`)
    } else if (operator === 'id') {
      conditions.push(`${not}m.id = ${add(Number(operand))}::bigint`)
    } else if (operator === 'dm' || operator === 'pm-with' || operator === 'pm_with') {
      conditions.push(`${not}m.recipient_id = ${await findDirect(db, reader, operand, add)}`)
    } else if (operator === 'is') {
      const condition = IS[String(operand)]
      if (!condition) throw badNarrow(`unknown operand of is: ${String(operand)}`)
      conditions.push(not + condition)
    } else if (operator !== 'in' && operator !== 'near') throw badNarrow(`unknown operator ${operator}`)
  }
  return { places, conditions, values }
}

function placesOfStream(stream: { history_public_to_subscribers: boolean; invite_only: boolean }, id: string): string {
  // findStreamFor has settled that the reader may see the stream; protected history also asks what was received.
  return stream.history_public_to_subscribers || !stream.invite_only
    ? `select ${id}::int, 0::bigint as lo, 9223372036854775807 as hi, null::boolean as arrived`
    : `${RECEIVED} and p.recipient_id = ${id}`
}

function isUser(operand: NarrowTerm['operand'], add: (value: unknown) => string): string {
  const id = Number(operand)
  return Number.isInteger(id) ? `id = ${add(id)}` : `lower(email) = lower(${add(String(operand))})`
}

async function findDirect(
  db: ReadDb,
  reader: number,
  operand: NarrowTerm['operand'],
  add: (value: unknown) => string,
): Promise<string> {
  const people = Array.isArray(operand)
    ? operand.map(String)
    : String(operand)
        .split(',')
        .map((p) => p.trim())
  const rows = await db.query<{ id: number }>(
    'select id from user_account where id::text = any ($1) or lower(email) = any ($1)',
    [people.map((p) => p.toLowerCase())],
  )
  if (rows.length < new Set(people).size) throw badNarrow('unknown user')
  const members = [...new Set([reader, ...rows.map((r) => r.id)])].sort((a, b) => a - b)
  return `(select id from direct_group where member_ids = ${add(members)}::int[])`
}

function badNarrow(why: string): ApiError {
  return new ApiError('BAD_NARROW', `Invalid narrow operator: ${why}`, { desc: why })
}
