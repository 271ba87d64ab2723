import type { NarrowTerm } from '../../../../../server/contract/chat/messages.ts'
import type { Database } from '../../../../../server/db/database.ts'

export interface Fact {
  readonly id: number
  readonly recipient: number
  readonly topic: string | null
  readonly people: readonly number[] | null
  readonly sender: number
  readonly content: string
  readonly isPublic: boolean
  readonly isShared: boolean
  readonly isSubscribed: boolean
  readonly wasThere: boolean
  readonly isReceived: boolean
  readonly isUnread: boolean
  readonly isMentioned: boolean
  readonly isMuted: boolean
  readonly isFollowed: boolean
  readonly hasReaction: boolean
  readonly hasLink: boolean
  readonly hasImage: boolean
  readonly hasFile: boolean
  readonly flags: number
}

export interface Facts {
  readonly reader: number
  readonly isGuest: boolean
  readonly messages: readonly Fact[]
  readonly streams: readonly {
    id: number
    name: string
    isPublic: boolean
    isSubscribed: boolean
  }[]
}

/** All messages there are, and what each is to the reader: looked at one by one. */
export async function readFacts(db: Database, reader: number): Promise<Facts> {
  const messages = await db.query<Omit<Fact, 'isReceived'>>(
    `select m.id, m.recipient_id as recipient, t.name as topic, d.member_ids as people, m.sender_id as sender, m.content,
       not coalesce(s.invite_only, true) as "isPublic", coalesce(s.history_public_to_subscribers, false) as "isShared",
       coalesce(b.active, false) or $1 = any (d.member_ids) as "isSubscribed",
       $1 = any (d.member_ids) or exists (select from subscription_period p where p.user_id = $1
         and p.recipient_id = m.recipient_id and p.received @> coalesce(m.arrival_id, m.id)) as "wasThere",
       exists (select from read_state r where r.user_id = $1 and r.recipient_id = m.recipient_id and r.unread @> m.id)
         and (m.sender_id <> $1 or m.unread_by_sender) and not exists (select from muted_user q
           where q.user_id = $1 and q.muted_id = m.sender_id and q.messages @> m.id) as "isUnread",
       coalesce(f.flags, 0) & 8 <> 0 or m.wildcard_mention = 1 or m.wildcard_mention = 2 and coalesce($1 = any (m.called), false)
         or exists (select from group_mention g join user_group_period p using (group_id)
           where g.message_id = m.id and p.user_id = $1 and p.messages @> m.id) as "isMentioned",
       m.topic_id <> 0 and (v.policy = 1 or coalesce((b.settings->>'is_muted')::boolean, false)
         and coalesce(v.policy, 0) not in (2, 3)) as "isMuted",
       coalesce(v.policy, 0) = 3 as "isFollowed", exists (select from reaction where message_id = m.id) as "hasReaction",
       m.has_link as "hasLink", m.has_image as "hasImage", m.has_attachment as "hasFile", coalesce(f.flags, 0) as flags
     from message m left join topic t on t.id = m.topic_id left join stream s on s.id = m.recipient_id
     left join direct_group d on d.id = m.recipient_id
     left join subscription b on b.user_id = $1 and b.recipient_id = m.recipient_id
     left join message_flag f on f.user_id = $1 and f.message_id = m.id
     left join user_topic v on v.user_id = $1 and v.recipient_id = m.recipient_id and lower(v.topic) = lower(t.name)
     order by m.id`,
    [reader],
  )
  const streams = await db.query<Facts['streams'][number]>(
    `select s.id, s.name, not s.invite_only as "isPublic",
       exists (select from subscription b where b.user_id = $1 and b.recipient_id = s.id and b.active) as "isSubscribed"
     from stream s`,
    [reader],
  )
  const [user] = await db.query<{ role: number }>('select role from user_account where id = $1', [reader])
  const received = messages.map((m) => ({ ...m, isReceived: m.isSubscribed && m.wasThere }))
  return { reader, isGuest: user?.role === 600, messages: received, streams }
}

const inStream = ({ streams }: Facts, operand: NarrowTerm['operand']) =>
  streams.find(({ id, name }) => id === operand || name === operand)

/** Which messages a narrow looks at: what was received, or what a channel named shows. @returns undefined: it shows none */
export function placesOf(facts: Facts, terms: readonly NarrowTerm[]): ((m: Fact) => boolean) | undefined {
  const channels = terms.filter(({ operator }) => operator === 'channel').map(({ operand }) => inStream(facts, operand))
  const isSeen = (s: Facts['streams'][number] | undefined) => s && (s.isSubscribed || (s.isPublic && !facts.isGuest))
  if (!channels.every(isSeen)) return undefined
  const isWide = terms.some(
    ({ operator, operand, negated }) =>
      !negated && (operator === 'channel' || (operator === 'channels' && operand === 'public')),
  )
  return (m) =>
    m.isReceived ||
    (isWide && m.people === null && ((m.isPublic && !facts.isGuest) || (m.isSubscribed && (m.isPublic || m.isShared))))
}

export function belongs(facts: Facts, m: Fact, terms: readonly NarrowTerm[]): boolean {
  return terms.every((term) => fits(facts, m, term))
}

function fits(facts: Facts, m: Fact, { operator, operand, negated = false }: NarrowTerm): boolean {
  return holds(facts, m, operator, operand) !== negated
}

const IS: Readonly<Record<string, (m: Fact) => boolean>> = {
  alerted: (m) => (m.flags & 16) !== 0,
  dm: (m) => m.people !== null,
  followed: (m) => m.isFollowed,
  mentioned: (m) => m.isMentioned,
  muted: (m) => m.isMuted,
  private: (m) => m.people !== null,
  resolved: (m) => m.topic?.startsWith('✔ ') ?? false,
  starred: (m) => (m.flags & 2) !== 0,
  unread: (m) => m.isUnread,
}
const HAS: Readonly<Record<string, (m: Fact) => boolean>> = {
  attachment: (m) => m.hasFile,
  image: (m) => m.hasImage,
  link: (m) => m.hasLink,
  reaction: (m) => m.hasReaction,
}

const has = (word: string, text: string) => new RegExp(`\\b${word}\\b`, 'i').test(text)

function holds(facts: Facts, m: Fact, operator: string, operand: NarrowTerm['operand']): boolean {
  const text = String(operand)
  const people = [operand].flat().map(Number)
  switch (operator) {
    case 'channel':
      return m.recipient === inStream(facts, operand)?.id
    case 'channels':
      return operand === 'public' && m.isPublic
    case 'topic':
    case 'subject':
      return m.topic?.toLowerCase() === text.toLowerCase()
    case 'sender':
    case 'from':
      return m.sender === Number(operand)
    case 'dm':
    case 'pm-with': {
      const members = new Set([facts.reader, ...people])
      return m.people?.length === members.size && m.people.every((id) => members.has(id))
    }
    case 'dm-including':
      return m.people !== null && people.every((id) => m.people?.includes(id))
    case 'group-pm-with':
      return m.people !== null && m.people.length > 2 && people.every((id) => m.people?.includes(id))
    case 'is':
      return IS[text]?.(m) ?? false
    case 'has':
      return HAS[text]?.(m) ?? false
    case 'in':
      return text === 'all' || !m.isMuted
    case 'id':
      return m.id === operand
    case 'search':
      // Some of the words may be in the text, and the others in the name of its topic.
      return text.split(' ').every((word) => has(word, m.content) || has(word, m.topic ?? ''))
    default:
      return true
  }
}
