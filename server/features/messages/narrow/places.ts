import type { ReadDb } from '../../../db/database.ts'
import { findReadableStream } from '../../streams/index.ts'
import { type Asked, badNarrow } from './conditions.ts'

/** What one term adds to the query. */
export interface Part {
  readonly place?: string
  /** The same as a condition: that a message `m` is there. */
  readonly inPlace?: string
  readonly condition?: string
  /** looked for by the index */
  readonly words?: string
}

// Twice: what was sent here counts by its id, what was moved here by when it arrived.
const RECEIVED = `select p.recipient_id, lower(p.received) as lo, coalesce(upper(p.received), 9223372036854775807) as hi, a.arrived
  from subscription_period p join subscription b on b.user_id = p.user_id and b.recipient_id = p.recipient_id and b.active
  cross join (values (false), (true)) a(arrived) where p.user_id = $1`
/** Direct messages alone. */
export const DIRECT = `select recipient_id, 0::bigint as lo, 9223372036854775807 as hi, null::boolean as arrived
  from direct_group_member where user_id = $1`

/** All that the reader received: rows (recipient_id, lo, hi, arrived). */
export const EVERYWHERE = `${RECEIVED} union all ${DIRECT}`

/** Public streams, archived ones too, with all their history for whoever may read that: guests where they are subscribed. */
const PUBLIC = `select s.id, 0::bigint as lo, 9223372036854775807 as hi, null::boolean as arrived from stream s
  where not s.invite_only
    and ((select role from user_account where id = $1) <> 600
      or exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active))`

const one = (operand: Asked['operand']) => (Array.isArray(operand) ? (operand[0] ?? 0) : operand)

/** What a `channel` term says, by its stream: where its messages lie, or which they are not. */
export async function placeOfStream(asked: Asked, negated: boolean): Promise<Part> {
  const { db, reader, operand, add } = asked
  const stream = await findNamed(db, reader, one(operand))
  const id = add(stream.id)
  if (negated) return { condition: `m.recipient_id <> ${id}` }
  // It is settled that the reader may see the stream; protected history also asks what was received.
  return {
    inPlace: `m.recipient_id = ${id}`,
    place:
      stream.history_public_to_subscribers || !stream.invite_only
        ? `select ${id}::int, 0::bigint as lo, 9223372036854775807 as hi, null::boolean as arrived`
        : `${RECEIVED} and p.recipient_id = ${id}`,
  }
}

/** By name; else by id, since some clients write ids as text. */
async function findNamed(db: ReadDb, reader: number, to: string | number) {
  const asId = /^\d{1,9}$/.test(String(to)) ? Number(to) : undefined
  const found =
    (typeof to === 'string' ? await findReadableStream(db, reader, to) : undefined) ??
    (asId === undefined ? undefined : await findReadableStream(db, reader, asId))
  if (!found) throw badNarrow(`unknown channel ${String(to)}`)
  return found
}

/** `channels:public` and `channels:web-public`; there are none of the latter. */
export function placeOfStreams({ operand }: Asked, negated: boolean): Part {
  if (operand === 'public' && !negated)
    return { place: PUBLIC, inPlace: `m.recipient_id in (select x.id from (${PUBLIC}) x)` }
  if (operand === 'public') {
    return { condition: '(m.topic_id = 0 or (select invite_only from stream where id = m.recipient_id))' }
  }
  if (operand === 'web-public') return { condition: negated ? 'true' : 'false' }
  throw badNarrow(`unknown operand of channels: ${String(operand)}`)
}
