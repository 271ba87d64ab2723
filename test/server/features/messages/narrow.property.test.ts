import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRange, type IdRange } from '../../../../server/features/messages/fetch.ts'
import { buildNarrow, type Candidates, type NarrowSql } from '../../../../server/features/messages/narrow/index.ts'
import { takeIn } from '../../../../server/features/messages/search-index.ts'
import { runs } from '../../../support/runs.ts'
import { GUEST, MEMBER, startChat } from '../chat-api.ts'
import { belongs, type Fact, type Facts, placesOf, readFacts } from './narrow/naive.ts'
import { makePast } from './narrow/past.ts'
import { termsOf } from './narrow/terms.ts'

const NEWEST = 10 ** 16

type Asked = Parameters<typeof findRange>[2]

/** The page of `all` that is asked for. */
function pageOf(all: readonly Fact[], asked: Asked): IdRange {
  const named: Readonly<Record<string, number>> = {
    newest: NEWEST,
    oldest: 0,
    first_unread: all.find((m) => m.isUnread)?.id ?? NEWEST,
  }
  const anchor = named[asked.anchor] ?? Number(asked.anchor)
  const ids = all.map(({ id }) => id)
  const older = ids.filter((id) => id < anchor).reverse()
  const newer = ids.filter((id) => id > anchor)
  const own = ids.filter((id) => id === anchor)
  return {
    anchor: BigInt(anchor),
    before: older.slice(0, asked.before),
    after: [...(asked.includeAnchor ? own : []), ...newer.slice(0, asked.after)],
    foundAnchor: own.length > 0,
    foundNewest: newer.length <= asked.after,
    foundOldest: older.length <= asked.before,
  }
}

/** More than are looked at, all of them far away. */
const MANY = 'select generate_series(-20001, -1) union all select generate_series(1000000000, 1000020001)'

/** The same narrow where there are very many candidates, or as if nobody knew of any. */
function bent(narrow: NarrowSql, way: string): NarrowSql {
  const { candidates } = narrow
  if (way === 'few' || !candidates) return narrow
  const among: Candidates = (within, add) => `${candidates(within, add)}
    union all select id from (${MANY}) far(id) where ${within('id')}`
  return { ...narrow, candidates: way === 'none' ? undefined : among }
}

test('whatever operators are put together, a narrow holds what a look at each single message finds', async () => {
  const chat = await startChat()
  const { db } = chat.core
  const past = await makePast(chat, Number(process.env['HEARTH_SEED'] ?? 7))
  await takeIn(db)
  await past.goOn()
  const known = new Map<number, Facts>()
  for (let user = 1; user <= GUEST; user++) known.set(user, await readFacts(db, user))
  expect(known.get(MEMBER)?.messages.filter((m) => m.isReceived).length).toBeGreaterThan(20)
  const count = fc.oneof(fc.constant(past.ids.length), fc.nat({ max: 6 }))
  const near = fc.constantFrom(...past.ids).chain((id) => fc.integer({ min: id - 1, max: id + 1 }))
  const anchor = fc.oneof(fc.constantFrom('newest', 'oldest', 'first_unread'), near.map(String))
  const asked = fc.record({ anchor, includeAnchor: fc.boolean(), before: count, after: count })
  const way = fc.constantFrom('few', 'few', 'few', 'few', 'none', 'many')
  let found = 0
  const reader = fc.constantFrom(...known.keys())
  const holds = fc.asyncProperty(reader, termsOf(past), asked, way, async (user, terms, page, how) => {
    const facts = known.get(user) as Facts
    const isThere = placesOf(facts, terms)
    const narrow = await buildNarrow(db, user, terms).catch((error: { code?: string }) => error.code)
    if (typeof narrow !== 'object' || !isThere) {
      expect([narrow, isThere]).toEqual(['BAD_NARROW', undefined])
      return
    }
    const all = facts.messages.filter((m) => isThere(m) && belongs(facts, m, terms))
    found += all.length
    expect(await findRange(db, bent(narrow, how), page)).toEqual(pageOf(all, page))
  })
  await fc.assert(holds, runs(250, 5_000))
  expect(found).toBeGreaterThan(100)
}, 600_000)
