import { expect, test } from 'vitest'
import type { ReadDb } from '../../../server/db/database.ts'
import { fetchMessages } from '../../../server/features/messages/fetch.ts'
import { insertPeople } from '../../support/core.ts'
import { createTestDatabase } from '../../support/database.ts'

test('of statements that clients shape, a connection keeps no more than two hundred plans', async () => {
  const db = await createTestDatabase()
  const kept = await db.withTransaction(async (tx) => {
    for (let i = 0; i < 300; i++) {
      expect(await tx.query(`select $1::int + ${i} as sum`, [1], 'built')).toEqual([{ sum: 1 + i }])
    }
    return tx.query<{ count: number }>(
      `select count(*) as count from pg_prepared_statements where statement like '%as sum'`,
    )
  })
  expect(kept).toEqual([{ count: 200 }])
})

test('narrows are such statements', async () => {
  const db = await createTestDatabase()
  await insertPeople(db, 1)
  const shaped: string[] = []
  const watched: ReadDb = {
    query(text, values, origin) {
      if (text.includes('m.has_link')) shaped.push(origin ?? 'kept')
      return db.query(text, values, origin)
    },
  }
  const about = { anchor: '5', includeAnchor: true, before: 5, after: 5, applyMarkdown: true }
  for (const others of [[], [{ operator: 'search', operand: 'x' }]]) {
    const narrow = [{ operator: 'has', operand: 'link' }, ...others]
    await fetchMessages({ db: watched, readTopicLinks: async () => () => [] }, 1, { ...about, narrow })
  }
  expect(shaped.length).toBeGreaterThanOrEqual(4)
  expect(new Set(shaped)).toEqual(new Set(['built']))
})
