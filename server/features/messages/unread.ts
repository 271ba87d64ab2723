import type { ReadDb } from '../../db/database.ts'
import { TOPIC_MENTIONED } from './wildcards.ts'

/**
 * SQL: may this message of `m` be unread for user $1 at all? Own messages are read by rule unless their author marked
 * them unread; so are those of muted people.
 */
const COUNTS_AS_UNREAD = `(m.sender_id <> $1 or m.unread_by_sender)
  and not exists (select from muted_user q where q.user_id = $1 and q.muted_id = m.sender_id and q.messages @> m.id)`

/** SQL: is the message of `m` unread for user $1? */
export const IS_UNREAD = `(${COUNTS_AS_UNREAD} and exists (select from read_state r where r.user_id = $1
  and r.recipient_id = m.recipient_id and r.from_id <= m.id and (r.to_id is null or m.id < r.to_id) and r.unread @> m.id))`

/** As many of the newest unread messages are told of at /register; `old_unreads_missing` says that there are more. */
const NEWEST = 50_000

interface UnreadRow {
  readonly id: number
  readonly recipient_id: number
  readonly topic_id: number
  readonly sender_id: number
}

/** `unread_msgs` of https://zulip.com/api/register-queue for one user. */
export async function readUnreadMessages(db: ReadDb, user: number): Promise<Record<string, unknown>> {
  const rows = await db.query<UnreadRow>(
    `select m.id, m.recipient_id, m.topic_id, m.sender_id
     from read_state s cross join lateral unnest(s.unread) x cross join lateral (
       select m.id, m.recipient_id, m.topic_id, m.sender_id from message m where m.recipient_id = s.recipient_id
         and m.id >= lower(x) and m.id < coalesce(upper(x), 9223372036854775807) and ${COUNTS_AS_UNREAD} offset 0) m
     where s.user_id = $1 order by m.id desc limit ${NEWEST + 1}`,
    [user],
  )
  const newest = rows.slice(0, NEWEST).reverse()
  const streams = await readTopicNames(db, newest)
  const directs = await readDirectMembers(db, newest)
  const mentions = await readUnreadMentions(db, user)
  return {
    count: newest.length,
    old_unreads_missing: rows.length > NEWEST,
    streams: groups(
      newest.filter((row) => row.topic_id !== 0),
      (row) => row.topic_id,
    ).map(([first, ids]) => ({
      stream_id: first.recipient_id,
      topic: streams.get(first.topic_id) ?? '',
      unread_message_ids: ids,
    })),
    ...directUnreads(user, newest, directs),
    mentions,
  }
}

function directUnreads(user: number, rows: readonly UnreadRow[], members: ReadonlyMap<number, number[]>) {
  const direct = groups(
    rows.filter((row) => row.topic_id === 0),
    (row) => row.recipient_id,
  )
  const people = ([first]: [UnreadRow, number[]]) => members.get(first.recipient_id) ?? []
  const pms = direct
    .filter((group) => people(group).length <= 2)
    .map((group) => {
      const other = people(group).find((id) => id !== user) ?? user
      return { other_user_id: other, sender_id: other, unread_message_ids: group[1] }
    })
  const huddles = direct
    .filter((group) => people(group).length > 2)
    .map((group) => ({ user_ids_string: people(group).join(','), unread_message_ids: group[1] }))
  return { pms, huddles }
}

/** Rows by key, in order of their first, each with the ids of all. */
function groups(rows: readonly UnreadRow[], key: (row: UnreadRow) => number): [UnreadRow, number[]][] {
  const found = new Map<number, [UnreadRow, number[]]>()
  for (const row of rows) {
    const group = found.get(key(row))
    if (group) group[1].push(row.id)
    else found.set(key(row), [row, [row.id]])
  }
  return [...found.values()]
}

async function readTopicNames(db: ReadDb, rows: readonly UnreadRow[]): Promise<Map<number, string>> {
  const ids = [...new Set(rows.map((row) => row.topic_id))]
  const topics = await db.query<{ id: number; name: string }>('select id, name from topic where id = any ($1)', [ids])
  return new Map(topics.map((topic) => [topic.id, topic.name]))
}

async function readDirectMembers(db: ReadDb, rows: readonly UnreadRow[]): Promise<Map<number, number[]>> {
  const ids = [...new Set(rows.filter((row) => row.topic_id === 0).map((row) => row.recipient_id))]
  const found = await db.query<{ id: number; member_ids: number[] }>(
    'select id, member_ids from direct_group where id = any ($1)',
    [ids],
  )
  return new Map(found.map((row) => [row.id, row.member_ids]))
}

/** From the mentions to their messages: there are few of them, whatever is unread. */
async function readUnreadMentions(db: ReadDb, user: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select m.id from (select message_id as id from message_flag where user_id = $1 and flags & 8 <> 0) f
       cross join lateral (select * from message m where m.id = f.id offset 0) m where ${IS_UNREAD}
     union
     select m.id from read_state s cross join lateral unnest(s.unread) x cross join lateral (
       select m.id from message m where m.recipient_id = s.recipient_id and m.wildcard_mention <> 0
         and (m.wildcard_mention = 1 or ${TOPIC_MENTIONED})
         and m.id >= lower(x) and m.id < coalesce(upper(x), 9223372036854775807) and ${COUNTS_AS_UNREAD} offset 0) m
     where s.user_id = $1
     union
     select m.id from user_group_period p join group_mention g on g.group_id = p.group_id and p.messages @> g.message_id
       cross join lateral (select * from message m where m.id = g.message_id offset 0) m
     where p.user_id = $1 and ${IS_UNREAD}
     order by 1`,
    [user],
  )
  return rows.map((row) => row.id)
}
