import type { Database } from '../../../server/db/database.ts'

/** Calls the API as user 1. */
export type Call = (method: string, path: string, params: Record<string, string>) => Promise<Record<string, unknown>>

/** A call as clients make it, beside the least that a database could be asked for it. */
export interface Kind {
  readonly name: string
  readonly own: () => Promise<unknown>
  /** Statements, one after the other, with their parameters. */
  readonly floor: readonly (readonly [sql: string, ...params: unknown[]])[]
  /** What p95 should be on a quiet machine, in ms. */
  readonly aimMs?: number
}

/** Newest first, of what user 1 is subscribed to or writes directly. */
const MINE = `with mine as materialized (select recipient_id from subscription where user_id = 1 and active
  union all select recipient_id from direct_group_member where user_id = 1)
  select m.id, m.rendered from message m`
const IN_MINE = 'm.recipient_id = any (array(select recipient_id from mine))'
const NEWEST = 'order by m.id desc limit 50'

/** The parameters of a page of messages. */
export function page(anchor: string, narrow: readonly object[], before = 50): Record<string, string> {
  return { anchor, num_before: String(before), num_after: '0', narrow: JSON.stringify(narrow) }
}

/** A table for writes that belong to nobody: what one durable write takes. */
export async function prepareFloor(db: Database): Promise<() => Promise<void>> {
  await db.query('create table if not exists bench_floor (id bigint generated always as identity, text text)')
  return async () => void (await db.query('drop table bench_floor'))
}
const ONE_WRITE: Kind['floor'] = [['insert into bench_floor (text) values ($1)', 'hello']]

export function createKinds(call: Call, stream: { readonly name: string; readonly id: number }): Kind[] {
  const channel = { operator: 'channel', operand: stream.name }
  const get = (anchor: string, narrow: readonly object[], before?: number) => () =>
    call('GET', '/messages', page(anchor, narrow, before))
  const narrow = (name: string, operator: string, operand: unknown, sql: string): Kind => ({
    name,
    own: get('newest', [{ operator, operand }]),
    floor: [[`${MINE} ${sql} ${NEWEST}`]],
  })
  const flagged = (bit: number) =>
    `join message_flag f on f.message_id = m.id where f.user_id = 1 and f.flags & ${bit} <> 0`
  return [
    {
      name: 'register with everything',
      own: () => call('POST', '/register', {}),
      floor: [
        ['select * from user_account'],
        ['select * from stream where not is_archived'],
        ['select * from subscription where user_id = 1'],
        ['select user_id, recipient_id from subscription where active'],
        ['select recipient_id, unread from read_state where user_id = 1 and not isempty(unread)'],
      ],
      aimMs: 150,
    },
    {
      name: 'send to the largest stream',
      own: () => call('POST', '/messages', { type: 'stream', to: stream.name, topic: 'bench', content: 'hello' }),
      floor: ONE_WRITE,
      aimMs: 25,
    },
    {
      name: 'fetch 100 at the newest',
      own: get('newest', [], 100),
      floor: [[`${MINE} where ${IN_MINE} order by m.id desc limit 100`]],
      aimMs: 25,
    },
    {
      name: 'fetch 100 at the first unread',
      own: get('first_unread', [], 100),
      floor: [
        [
          `${MINE} where ${IN_MINE} and m.id < (select min(lower(unread)) from read_state where user_id = 1)
           order by m.id desc limit 100`,
        ],
      ],
      aimMs: 25,
    },
    {
      name: 'fetch 100 deep in history',
      own: get('5000', [], 100),
      floor: [[`${MINE} where ${IN_MINE} and m.id <= 5000 order by m.id desc limit 100`]],
      aimMs: 25,
    },
    {
      name: 'a stream',
      own: get('newest', [channel]),
      floor: [[`${MINE} where m.recipient_id = $1 ${NEWEST}`, stream.id]],
    },
    {
      name: 'a topic',
      own: get('newest', [channel, { operator: 'topic', operand: 'topic 1' }]),
      floor: [
        [
          `${MINE} where m.topic_id = (select id from topic where recipient_id = $1 and lower(name) = 'topic 1') ${NEWEST}`,
          stream.id,
        ],
      ],
    },
    narrow('a sender', 'sender', 7, `where ${IN_MINE} and m.sender_id = 7`),
    narrow(
      'a topic, wherever it is',
      'topic',
      'topic 1',
      `where ${IN_MINE} and m.topic_id = any (array(select id from topic where lower(name) = 'topic 1'))`,
    ),
    narrow('direct messages', 'is', 'dm', `where ${IN_MINE} and m.topic_id = 0`),
    narrow(
      'direct messages with one',
      'dm',
      [2],
      "where m.recipient_id = (select id from direct_group where member_ids = '{1,2}')",
    ),
    narrow(
      'what is unread',
      'is',
      'unread',
      'join read_state r on r.recipient_id = m.recipient_id and r.unread @> m.id where r.user_id = 1',
    ),
    narrow('mentions', 'is', 'mentioned', flagged(8)),
    narrow('what is starred', 'is', 'starred', flagged(2)),
    narrow(
      'followed topics',
      'is',
      'followed',
      `where m.topic_id = any (array(select t.id from user_topic u
       join topic t on t.recipient_id = u.recipient_id and lower(t.name) = lower(u.topic)
       where u.user_id = 1 and u.policy = 3))`,
    ),
    narrow(
      'resolved topics',
      'is',
      'resolved',
      `where ${IN_MINE} and m.topic_id = any (array(select id from topic where name like '✔ %'))`,
    ),
    narrow('with a link', 'has', 'link', `where ${IN_MINE} and m.has_link`),
    narrow(
      'with a reaction',
      'has',
      'reaction',
      `where ${IN_MINE} and exists (select from reaction r where r.message_id = m.id)`,
    ),
    narrow(
      'public channels',
      'channels',
      'public',
      'where m.recipient_id = any (array(select id from stream where not invite_only and not is_archived))',
    ),
    narrow('what is not muted', 'in', 'home', `where ${IN_MINE}`),
    { name: 'presence', own: () => call('POST', '/users/me/presence', { status: 'active' }), floor: ONE_WRITE },
    {
      name: 'mark all as read',
      own: () => call('POST', '/mark_all_as_read', {}),
      floor: ONE_WRITE,
      aimMs: 50,
    },
  ]
}
