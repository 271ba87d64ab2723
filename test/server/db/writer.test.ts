import { describe, expect, test } from 'vitest'
import type { Database } from '../../../server/db/database.ts'
import { SendRefused, Writer } from '../../../server/db/writer.ts'
import { createTestDatabase } from '../../support/database.ts'
import { insertDirectGroup, insertMembers, insertStream, message, readUnread } from '../../support/organization.ts'

/** Rows inserted, updated and deleted in all tables while `work` ran. */
async function countRows(db: Database, work: () => Promise<unknown>): Promise<number> {
  const total = async () => {
    const [row] = await db.query<{ n: number }>(
      `select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int8 as n from pg_stat_user_tables`,
    )
    return row?.n ?? 0
  }
  // Counts reach the shared statistics when the session that wrote says so, at the latest when it is asked to.
  const flush = () => db.query('select pg_stat_force_next_flush()')
  await flush()
  const before = await total()
  await work()
  await flush()
  return (await total()) - before
}

describe('sending', () => {
  test('ids rise in the order of arrival, and event order is message order', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 3)
    const stream = await insertStream(db, 'general', 3)
    const writer = new Writer(db)
    const sent = await Promise.all(
      Array.from({ length: 300 }, (_, i) => writer.send(message(1 + (i % 3), stream, 't'))),
    )
    await writer.stop()
    const ids = sent.map((s) => s.id)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    const events = await db.query<{ message_id: number }>('select message_id from event order by id')
    expect(events.map((e) => e.message_id)).toEqual(ids)
  })

  test('a resend with the same key answers the first id and stores nothing', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 2)
    const stream = await insertStream(db, 'general', 2)
    const writer = new Writer(db)
    const key = '00112233445566778899aabbccddeeff'
    const [first, twin] = await Promise.all([
      writer.send(message(1, stream, 't', { key })),
      writer.send(message(1, stream, 't', { key })),
    ])
    const again = await writer.send(message(1, stream, 't', { key }))
    const other = await writer.send(message(2, stream, 't', { key }))
    await writer.stop()
    expect([twin.id, again.id]).toEqual([first.id, first.id])
    expect([first.wasSentBefore, twin.wasSentBefore, again.wasSentBefore]).toEqual([false, true, true])
    expect(other.id).toBeGreaterThan(first.id)
    expect(await db.query('select count(*) as n from message')).toEqual([{ n: 2 }])
  })

  test('what became impossible since the check fails alone, and its neighbours are stored', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 3)
    const open = await insertStream(db, 'open', 3)
    const archived = await insertStream(db, 'archived', 3)
    const hidden = await insertStream(db, 'hidden', 1)
    await db.query('update stream set is_archived = true where id = $1', [archived])
    await db.query('update stream set invite_only = true where id = $1', [hidden])
    await db.query('update user_account set is_active = false where id = 3')
    const writer = new Writer(db)
    const outcomes = await Promise.allSettled([
      writer.send(message(1, open, 't')),
      writer.send(message(1, archived, 't')),
      writer.send(message(2, hidden, 't')),
      writer.send(message(3, open, 't')),
      writer.send(message(2, open, 't')),
    ])
    await writer.stop()
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'])
    for (const o of outcomes) if (o.status === 'rejected') expect(o.reason).toBeInstanceOf(SendRefused)
    expect(await db.query('select count(*) as n from message')).toEqual([{ n: 2 }])
  })

  test('a row the database refuses fails alone', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 2)
    const stream = await insertStream(db, 'general', 2)
    const writer = new Writer(db)
    const outcomes = await Promise.allSettled([
      writer.send(message(1, stream, 't', { content: 'before' })),
      writer.send(message(1, stream, 't', { key: 'not hex' })),
      writer.send(message(2, stream, 't', { content: 'after' })),
    ])
    await writer.stop()
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await db.query('select content from message order by id')).toEqual([
      { content: 'before' },
      { content: 'after' },
    ])
  })

  test('topics are one whatever their case, also within one batch', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 1)
    const stream = await insertStream(db, 'general', 1)
    const writer = new Writer(db)
    const sent = await Promise.all(['Lunch', 'lunch', 'LUNCH'].map((topic) => writer.send(message(1, stream, topic))))
    await writer.stop()
    expect(new Set(sent.map((s) => s.topicId)).size).toBe(1)
    expect(sent.map((s) => s.topicName)).toEqual(['Lunch', 'Lunch', 'Lunch'])
  })

  test('a send writes as many rows for 2,000 subscribers as for 10, whoever is mentioned and whoever muted the sender', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 2000)
    const small = await insertStream(db, 'small', 10)
    const large = await insertStream(db, 'large', 2000)
    await db.query(`insert into user_group (name) values ('everyone-ish')`)
    await db.query(`insert into user_group_period select 1, u, '[1,)' from generate_series(1, 500) u`)
    await db.query(`insert into muted_user select u, 1, '[0,)' from generate_series(2, 501) u`)
    const writer = new Writer(db)
    await writer.send(message(1, small, 't'))
    await writer.send(message(1, large, 't'))
    const rows: Record<string, [number, number]> = {}
    for (const [kind, more] of Object.entries({ plain: {}, all: { wildcard: 1 as const }, group: { groups: [1] } })) {
      const cost = async (stream: number) => {
        await writer.stop()
        return countRows(db, async () => {
          await writer.send(message(1, stream, 't', more))
          await writer.stop()
        })
      }
      rows[kind] = [await cost(small), await cost(large)]
    }
    expect(rows).toEqual({ plain: [2, 2], all: [2, 2], group: [3, 3] })
  })
})

describe('marking read', () => {
  test('one message, a topic, a stream and everything cost rows that do not depend on how much is read', async () => {
    const costs: number[][] = []
    for (const messages of [20, 600]) {
      const db = await createTestDatabase()
      await insertMembers(db, 2)
      const stream = await insertStream(db, 'general', 2)
      const writer = new Writer(db)
      const sent = await Promise.all(
        Array.from({ length: messages }, (_, i) => writer.send(message(1, stream, `t${i % 2}`))),
      )
      expect(await readUnread(db, 2)).toHaveLength(messages)
      const cost = async (mark: Parameters<Writer['mark']>[0]) => {
        await writer.stop()
        return countRows(db, async () => {
          await writer.mark(mark)
          await writer.stop()
        })
      }
      const read = { user: 2, op: 'read' } as const
      costs.push([
        await cost({ ...read, scope: 'ids', ids: [sent[7]?.id ?? 0] }),
        await cost({ ...read, scope: 'topic', recipient: stream, topic: sent[0]?.topicId ?? 0 }),
        await cost({ ...read, scope: 'stream', recipient: stream }),
        await cost({ ...read, scope: 'all' }),
      ])
      expect(await readUnread(db, 2)).toEqual([])
    }
    expect(costs[1]?.[0]).toBe(costs[0]?.[0])
    for (const [i, cost] of (costs[1] ?? []).entries())
      expect(cost).toBeLessThanOrEqual(Math.max(8, costs[0]?.[i] ?? 0))
  })

  test('neglected topics split the state into short chunks, and reading them merges the chunks again', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 2)
    const stream = await insertStream(db, 'general', 2)
    const writer = new Writer(db)
    const sent = await Promise.all(Array.from({ length: 1200 }, (_, i) => writer.send(message(1, stream, `t${i % 2}`))))
    const odd = sent.filter((_, i) => i % 2 === 1).map((s) => s.id)
    for (const id of odd) await writer.mark({ user: 2, op: 'read', scope: 'ids', ids: [id] })
    const chunks = await db.query<{ from_id: number; to_id: number | null; pieces: number }>(
      `select from_id, to_id, (select count(*) from unnest(unread)) as pieces from read_state where user_id = 2 order by from_id`,
    )
    expect(chunks.length).toBeGreaterThan(3)
    expect(Math.max(...chunks.map((c) => c.pieces))).toBeLessThanOrEqual(128)
    expect(chunks.map((c) => c.from_id)).toEqual([0, ...chunks.slice(0, -1).map((c) => c.to_id)])
    expect(await readUnread(db, 2)).toEqual(sent.map((s) => s.id).filter((id) => !odd.includes(id)))
    for (const { id } of sent) await writer.mark({ user: 2, op: 'read', scope: 'ids', ids: [id] })
    await writer.stop()
    expect(await readUnread(db, 2)).toEqual([])
    const left = await db.query('select from_id from read_state where user_id = 2')
    expect(left.length).toBeLessThan(chunks.length)
  })

  test('a message the user may not read is neither marked nor named', async () => {
    const db = await createTestDatabase()
    await insertMembers(db, 3)
    const group = await insertDirectGroup(db, [1, 2])
    const writer = new Writer(db)
    const { id } = await writer.send(message(1, group, null))
    const marked = await writer.mark({ user: 3, op: 'read', scope: 'ids', ids: [id] })
    const starred = await writer.flag({ user: 3, op: 'add', bit: 2, flag: 'starred', ids: [id] })
    const reacted = await writer.react({
      user: 3,
      message: id,
      op: 'add',
      name: 'x',
      code: '1f600',
      kind: 'unicode_emoji',
    })
    await writer.stop()
    expect(marked?.payload).toMatchObject({ messages: [] })
    expect(starred?.payload).toMatchObject({ messages: [] })
    expect(reacted).toBeUndefined()
    expect(await db.query('select * from message_flag')).toEqual([])
  })
})
