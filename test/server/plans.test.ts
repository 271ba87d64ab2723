import { expect, test } from 'vitest'
import type { Database, ReadDb } from '../../server/db/database.ts'
import { Writer } from '../../server/db/writer.ts'
import { fetchMessages } from '../../server/features/messages/fetch.ts'
import { readState } from '../../server/features/register/index.ts'
import { findStanding } from '../../server/features/user-topics/standing.ts'
import { insertPeople } from '../support/core.ts'
import { createTestDatabase } from '../support/database.ts'
import { insertDirectGroup, insertStream, message } from '../support/organization.ts'

const USERS = 20
const STREAMS = 12
const MESSAGES = 60_000
const CAUGHT_UP = 1
const FAR_BEHIND = 2
const SCATTERED = 3

/** An organization with a past: what the planner believes of it decides between an index and a scan. */
async function insertPast(db: Database): Promise<{ streams: number[]; direct: number }> {
  await insertPeople(db, USERS)
  const streams: number[] = []
  for (let i = 0; i < STREAMS; i++) streams.push(await insertStream(db, `stream ${i}`, USERS))
  const direct = await insertDirectGroup(db, [CAUGHT_UP, FAR_BEHIND, SCATTERED])
  await db.query(
    `insert into topic (recipient_id, name) select s, 't' || t from unnest($1::int[]) s, generate_series(1, 10) t`,
    [streams],
  )
  await db.query(
    `insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
     select i + 1, s, (select id from topic where recipient_id = s and name = 't' || (1 + i % 10)), s, 1 + i % $2,
       now(), 'hello', '<p>hello</p>'
     from generate_series(1, $3::int) i cross join lateral (select ($1::int[])[1 + (i * 7) % $4] as s) x`,
    [streams, USERS, MESSAGES, STREAMS],
  )
  await db.query(`select setval('message_id_seq', ${MESSAGES + 1})`)
  await db.query(`update read_state set unread = '{[0,)}' where user_id = ${FAR_BEHIND}`)
  await db.query(`update read_state set unread = '{[${MESSAGES + 2},)}' where user_id <> ${FAR_BEHIND}`)
  await db.query(
    `update read_state r set unread = (select range_agg(int8range(i, i + 1)) from generate_series(2, ${MESSAGES}, 700) i)
       + int8multirange(int8range(${MESSAGES + 2}, null)) where user_id = ${SCATTERED} and recipient_id <> $1`,
    [direct],
  )
  await db.query('analyze')
  return { streams, direct }
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Plan[]
}

/**
 * Sequential scans of `message`, walks over a whole index of it, and hashes built from it, anywhere in a plan. What a
 * nested loop fetches by id or a limit bounds may be hashed.
 */
function findBad(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(findBad)
  const node = plan['Node Type']
  const isMessage = plan['Relation Name'] === 'message'
  if (isMessage && (node === 'Seq Scan' || (node.startsWith('Index') && !plan['Index Cond']))) return [node, ...below]
  return node === 'Hash' && (plan.Plans ?? []).some(scansMessage) ? [node, ...below] : below
}

function scansMessage(plan: Plan): boolean {
  if (plan['Node Type'] === 'Nested Loop' || plan['Node Type'] === 'Limit') return false
  if (/\(id = /.test(plan['Index Cond'] ?? '')) return false
  return plan['Relation Name'] === 'message' || (plan.Plans ?? []).some(scansMessage)
}

/** Explains everything that is asked through it. */
function explaining(db: Database, bad: string[]): ReadDb {
  return {
    async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      if (/\bmessage\b/.test(text)) {
        const [row] = await db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (format json) ${text}`, values)
        for (const { Plan: plan } of row?.['QUERY PLAN'] ?? []) {
          for (const node of findBad(plan)) bad.push(`${node} in ${text}`)
        }
      }
      return db.query<Row>(text, values)
    },
  }
}

const count = async (db: Database): Promise<number> => {
  await db.query('select pg_stat_force_next_flush()')
  const [row] = await db.query<{ seq_scan: number }>(
    `select seq_scan from pg_stat_user_tables where relname = 'message'`,
  )
  return row?.seq_scan ?? 0
}

test('no hot query scans or hashes the messages, for who is caught up, far behind, or scattered', {
  timeout: 120_000,
}, async () => {
  const db = await createTestDatabase()
  const { streams, direct } = await insertPast(db)
  const [stream = 0] = streams
  const bad: string[] = []
  const watched = explaining(db, bad)
  const readTopicLinks = async () => () => []
  const before = await count(db)
  for (const user of [CAUGHT_UP, FAR_BEHIND, SCATTERED]) {
    await readState(watched, user, null)
    const narrows = [
      [],
      [{ operator: 'channel', operand: stream }],
      [
        { operator: 'channel', operand: stream },
        { operator: 'topic', operand: 't3' },
      ],
      [{ operator: 'is', operand: 'unread' }],
      [{ operator: 'is', operand: 'dm' }],
      [{ operator: 'is', operand: 'mentioned' }],
      [{ operator: 'is', operand: 'starred' }],
      [{ operator: 'sender', operand: 5 }],
      [{ operator: 'topic', operand: 't3' }],
      [{ operator: 'is', operand: 'followed' }],
      [{ operator: 'is', operand: 'resolved' }],
      [{ operator: 'is', operand: 'muted' }],
      [{ operator: 'has', operand: 'link' }],
      [{ operator: 'search', operand: 'hello' }],
      [{ operator: 'search', operand: 'unsaid' }],
    ]
    for (const narrow of narrows) {
      for (const anchor of ['newest', 'first_unread', String(MESSAGES / 2)]) {
        const page = { anchor, includeAnchor: true, before: 50, after: 50, narrow, applyMarkdown: true }
        await fetchMessages({ db: watched, readTopicLinks }, user, page)
      }
    }
  }
  const [topic] = await db.query<{ id: number }>("select id from topic where recipient_id = $1 and name = 't3'", [
    stream,
  ])
  const place = { recipient_id: stream, topic_id: topic?.id ?? 0, topic_name: 't3' }
  expect((await findStanding(watched, CAUGHT_UP, place, MESSAGES)).isFirst).toBe(false)
  expect(bad).toEqual([])

  // What runs inside the database's functions shows only in its counters.
  const writer = new Writer(db)
  for (const user of [CAUGHT_UP, FAR_BEHIND, SCATTERED]) {
    const { id, topicId } = await writer.send(message(user, stream, 't1', { mentions: [5], wildcard: 1 }))
    await writer.send(message(user, direct, null))
    for (const op of ['read', 'unread'] as const) {
      await writer.mark({ user, op, scope: 'ids', ids: [id, MESSAGES / 2, MESSAGES / 3] })
    }
    await writer.flag({ user, op: 'add', bit: 2, flag: 'starred', ids: [id] })
    await writer.react({ user, message: id, op: 'add', name: 'x', code: 'x', kind: 'unicode_emoji' })
    await writer.mark({ user, op: 'read', scope: 'topic', recipient: stream, topic: topicId })
    await writer.mark({ user, op: 'read', scope: 'stream', recipient: stream })
    await writer.mark({ user, op: 'read', scope: 'all' })
  }
  await db.query('select move_read_states($1, $2, $3)', [stream, streams[1], [MESSAGES / 2, MESSAGES / 2 + 1]])
  await writer.stop()
  expect(await count(db)).toBe(before)
})
