import type { NarrowTerm } from '../../../contract/chat/messages.ts'
import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import { IS_UNREAD } from '../unread.ts'
import { TOPIC_MENTIONED } from '../wildcards.ts'

/** One term of a narrow, and the query that it becomes a part of. */
export interface Asked {
  readonly db: ReadDb
  readonly reader: number
  readonly operand: NarrowTerm['operand']
  /** Adds a value to the query. @returns how the SQL names it */
  readonly add: (value: unknown) => string
}

/** SQL that is true for the messages `m` of a term; `$1` is the reader. */
type Condition = (asked: Asked) => string | Promise<string>

export function badNarrow(why: string): ApiError {
  return new ApiError('BAD_NARROW', `Invalid narrow operator: ${why}`, { desc: why })
}

const flag = (bit: number) =>
  `exists (select from message_flag f where f.user_id = $1 and f.message_id = m.id and f.flags & ${bit} <> 0)`

const GROUP_MENTION = `exists (select from group_mention g join user_group_period p on p.group_id = g.group_id
  and p.messages @> g.message_id where g.message_id = m.id and p.user_id = $1)`

const topicPolicy = (policy: number) => `exists (select from topic t join user_topic v on v.user_id = $1
  and v.recipient_id = t.recipient_id and lower(v.topic) = lower(t.name) and v.policy = ${policy}
  where t.id = m.topic_id)`
const CHANNEL_MUTED = `exists (select from subscription b where b.user_id = $1 and b.recipient_id = m.recipient_id
  and (b.settings->>'is_muted')::boolean)`
/** Zulip's rule: a muted topic, or a muted channel's topic that was neither unmuted nor followed. */
const MUTED = `(m.topic_id <> 0 and (${topicPolicy(1)} or (${CHANNEL_MUTED} and not ${topicPolicy(2)} and not ${topicPolicy(3)})))`

const IS: Readonly<Record<string, string>> = {
  alerted: flag(16),
  dm: 'm.topic_id = 0',
  followed: topicPolicy(3),
  mentioned: `(${flag(8)} or m.wildcard_mention = 1 or ${TOPIC_MENTIONED} or ${GROUP_MENTION})`,
  muted: MUTED,
  private: 'm.topic_id = 0',
  resolved: "exists (select from topic t where t.id = m.topic_id and starts_with(t.name, '✔ '))",
  starred: flag(2),
  unread: IS_UNREAD,
}

const HAS: Readonly<Record<string, string>> = {
  attachment: 'm.has_attachment',
  image: 'm.has_image',
  link: 'm.has_link',
  reaction: 'exists (select from reaction r where r.message_id = m.id)',
}

const IN: Readonly<Record<string, string>> = { all: 'true', home: `not ${MUTED}` }

function choice(operator: string, choices: Readonly<Record<string, string>>): Condition {
  return ({ operand }) => {
    const found = Object.hasOwn(choices, String(operand)) ? choices[String(operand)] : undefined
    if (!found) throw badNarrow(`unknown operand of ${operator}: ${String(operand)}`)
    return found
  }
}

const inTopic: Condition = ({ operand, add }) =>
  `exists (select from topic t where t.id = m.topic_id and lower(t.name) = lower(${add(String(operand))}))`

const inDirect: Condition = async (asked) => {
  const people = await findPeople(asked)
  const members = [...new Set([asked.reader, ...people])].sort((a, b) => a - b)
  // People who have never written to each other have no conversation, which is another one than all there are.
  return `m.recipient_id = coalesce((select id from direct_group where member_ids = ${asked.add(members)}::int[]), 0)`
}

/** Conversations with all of these people, whoever else is there. */
const directIncluding: Condition = async (asked) => {
  const people = asked.add(await findPeople(asked))
  return `(m.topic_id = 0 and not exists (select from unnest(${people}::int[]) p where not exists (
    select from direct_group_member d where d.user_id = p and d.recipient_id = m.recipient_id)))`
}

const groupDirect: Condition = async (asked) =>
  `(${await directIncluding(asked)} and (select cardinality(member_ids) > 2 from direct_group where id = m.recipient_id))`

const byId: Condition = ({ operand, add }) => {
  if (!/^\d{1,15}$/.test(String(operand))) throw badNarrow(`invalid message id ${String(operand)}`)
  return `m.id = ${add(Number(operand))}::bigint`
}

const bySender: Condition = async (asked) => {
  const [sender] = await findPeople(asked)
  return `m.sender_id = ${asked.add(sender)}::int`
}

const OF_DIRECT = new Set(['dm', 'dm-including', 'group-pm-with', 'group_pm_with', 'pm-with', 'pm_with'])

/** Whether only direct messages can belong to the term. */
export function isDirect({ operator, operand, negated }: NarrowTerm): boolean {
  return !negated && (OF_DIRECT.has(operator) || (operator === 'is' && (operand === 'dm' || operand === 'private')))
}

/** Every operator that looks at one message; places (`channel`), `search` and `with` are built beside them. */
export const CONDITIONS: Readonly<Record<string, Condition>> = {
  dm: inDirect,
  'dm-including': directIncluding,
  'group-pm-with': groupDirect,
  group_pm_with: groupDirect,
  has: choice('has', HAS),
  id: byId,
  in: choice('in', IN),
  is: choice('is', IS),
  near: () => 'true',
  'pm-with': inDirect,
  pm_with: inDirect,
  sender: bySender,
  from: bySender,
  subject: inTopic,
  topic: inTopic,
}

/**
 * Ids of the people that an operand names by ids or addresses, `me` being the reader.
 * @throws {ApiError} BAD_NARROW when one of them is not known
 */
async function findPeople({ db, reader, operand }: Asked): Promise<number[]> {
  const named = (Array.isArray(operand) ? operand.map(String) : String(operand).split(',')).map((name) => name.trim())
  const wanted = named.map((name) => (name === 'me' ? String(reader) : name.toLowerCase()))
  const rows = await db.query<{ id: number; email: string; delivery_email: string }>(
    `select id, lower(email) as email, lower(delivery_email) as delivery_email from user_account
     where id::text = any ($1) or lower(email) = any ($1) or (lower(delivery_email) = any ($1) and id = $2)`,
    [wanted, reader],
  )
  return wanted.map((name) => {
    const found = rows.find((row) => [String(row.id), row.email, row.delivery_email].includes(name))
    if (!found) throw badNarrow(`unknown user ${name}`)
    return found.id
  })
}
