import type { NarrowTerm } from '../../../contract/chat/messages.ts'
import type { Asked } from './conditions.ts'

type Add = Asked['add']

/**
 * SQL of ids among which all messages of a narrow are, for a border that `within` names. Where there are few of them it
 * is quicker to begin with these than to walk through all that the reader may see. `$1` is the reader, `mine` the places.
 * Some are there twice, lest all be found before the first is given.
 */
export type Candidates = (within: (id: string) => string, add: Add) => string

const flagged =
  (bit: number): Candidates =>
  (within) =>
    `select message_id from message_flag where user_id = $1 and flags & ${bit} <> 0 and ${within('message_id')}`

/** SQL: the recipients of the places. */
export const HERE = 'any (array(select distinct recipient_id from mine))'

/** Whatever is in the topics `t` that some SQL is true for. */
export const inTopics =
  (isOne: (add: Add) => string): Candidates =>
  (within, add) =>
    `select m.id from (select id from topic t where t.recipient_id = ${HERE} and ${isOne(add)}) t cross join lateral (
       select id from message where topic_id = t.id and topic_id <> 0 and ${within('id')} offset 0) m`

const withPolicy = (policy: number) =>
  inTopics(
    () => `exists (select from user_topic v where v.user_id = $1 and v.recipient_id = t.recipient_id
      and lower(v.topic) = lower(t.name) and v.policy = ${policy})`,
  )

const mentioned: Candidates = (within, add) => `${flagged(8)(within, add)}
  union all select m.id from (select distinct recipient_id from mine) x cross join lateral (
    select id from message where recipient_id = x.recipient_id and wildcard_mention <> 0 and ${within('id')} offset 0) m
  union all select g.message_id from user_group_period p join group_mention g
    on g.group_id = p.group_id and p.messages @> g.message_id where p.user_id = $1 and ${within('g.message_id')}`

const muted: Candidates = (within, add) => `${withPolicy(1)(within, add)}
  union all select m.id from subscription b cross join lateral (
    select id from message where recipient_id = b.recipient_id and ${within('id')} offset 0) m
    where b.user_id = $1 and b.recipient_id = ${HERE} and (b.settings->>'is_muted')::boolean`

const IS: Readonly<Record<string, Candidates>> = {
  alerted: flagged(16),
  followed: withPolicy(3),
  mentioned,
  muted,
  resolved: inTopics(() => "t.name like '✔ %'"),
  starred: flagged(2),
}

/** Those of the first term that has any. */
export function findCandidates(terms: readonly NarrowTerm[]): Candidates | undefined {
  for (const { operator, operand, negated } of terms) {
    if (negated) continue
    if (operator === 'is' && Object.hasOwn(IS, String(operand))) return IS[String(operand)]
    if (operator === 'topic' || operator === 'subject') {
      return inTopics((add) => `lower(t.name) = lower(${add(String(operand))})`)
    }
  }
  return undefined
}
