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

interface Asked {
  readonly db: ReadDb
  readonly reader: number
  readonly operand: NarrowTerm['operand']
  /** Adds a value to the query. @returns how the SQL names it */
  readonly add: (value: unknown) => string
}

type Condition = (asked: Asked) => string | Promise<string>
const inTopic: Condition = ({ operand, add }) =>
  `exists (select from topic t where t.id = m.topic_id and lower(t.name) = lower(${add(String(operand))}))`
const inDirect: Condition = async (asked) => `m.recipient_id = ${await findDirect(asked)}`

const CONDITIONS: Readonly<Record<string, Condition>> = {
  topic: inTopic,
  subject: inTopic,
  dm: inDirect,
  'pm-with': inDirect,
  pm_with: inDirect,
  sender: ({ operand, add }) => `m.sender_id = (select id from user_account where ${isUser(operand, add)})`,
  id: ({ operand, add }) => `m.id = ${add(Number(operand))}::bigint`,
  is: ({ operand }) => {
    const condition = Object.hasOwn(IS, String(operand)) ? IS[String(operand)] : undefined
    if (!condition) throw badNarrow(`unknown operand of is: ${String(operand)}`)
    return condition
  },
}

/** @throws {ApiError} BAD_NARROW for an operator or operand that there is not */
export async function buildNarrow(db: ReadDb, reader: number, terms: readonly NarrowTerm[]): Promise<NarrowSql> {
  const values: unknown[] = [reader]
  const conditions: string[] = []
  let places = `${RECEIVED} union all ${DIRECT}`
  const add = (value: unknown) => `$${values.push(value)}`
  for (const { operator, operand, negated } of terms) {
    if (operator === 'stream' || operator === 'channel') {
      const stream = await findStreamFor(db, reader, one(operand))
      if (!stream) throw badNarrow(`unknown channel ${String(operand)}`)
      if (!negated) places = placesOfStream(stream, add(stream.id))
      else conditions.push(`m.recipient_id <> ${add(stream.id)}`)
    } else if (operator !== 'in' && operator !== 'near') {
      const condition = Object.hasOwn(CONDITIONS, operator) ? CONDITIONS[operator] : undefined
      if (!condition) throw badNarrow(`unknown operator ${operator}`)
      conditions.push((negated ? 'not ' : '') + (await condition({ db, reader, operand, add })))
    }
  }
  return { places, conditions, values }
}

const one = (operand: Asked['operand']) => (Array.isArray(operand) ? (operand[0] ?? 0) : operand)

function placesOfStream(stream: { history_public_to_subscribers: boolean; invite_only: boolean }, id: string): string {
  // findStreamFor has settled that the reader may see the stream; protected history also asks what was received.
  return stream.history_public_to_subscribers || !stream.invite_only
    ? `select ${id}::int, 0::bigint as lo, 9223372036854775807 as hi, null::boolean as arrived`
    : `${RECEIVED} and p.recipient_id = ${id}`
}

function isUser(operand: Asked['operand'], add: Asked['add']): string {
  const id = Number(operand)
  return Number.isInteger(id) ? `id = ${add(id)}` : `lower(email) = lower(${add(String(operand))})`
}

async function findDirect({ db, reader, operand, add }: Asked): Promise<string> {
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
