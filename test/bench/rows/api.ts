import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../../server/db/database.ts'
import type { Effort } from '../bench.ts'
import { now, percentile } from '../measure.ts'
import { Product } from '../product.ts'
import { type Goal, judge, type Result, type Skipped, type Told } from '../report.ts'
import { connectDatabase } from '../seed/open-database.ts'
import { word } from '../seed/words.ts'

const SEED = join(import.meta.dirname, '../../../dist/seed')
/** Calls of one kind in a turn: of fewer, p95 would be the slowest one. */
const CALLS = 60

/** Words by how often they are said; the lower the rank, the more often. */
const WORDS: Readonly<Record<string, string>> = {
  'the commonest word': word(0),
  'a common word': word(30),
  'word 300': word(300),
  'word 2,000': word(2_000),
  'two words': `${word(3)} ${word(40)}`,
  'a phrase': `"${word(0)} ${word(1)}"`,
  'a word that nobody said': 'zzyzx',
}

const search = (name: string): Goal => ({
  name: `search, ${name}: p95`,
  unit: 'ms',
  better: 'less',
  must: 2,
  aim: 1.3,
  because: 'HTTP and TLS, the page itself with its flags and histories, and the marks in it.',
})

/** A seeded organization through the API: searches against their bare SQL, the rest told as it is. */
export async function benchApi(effort: Effort): Promise<(Result | Skipped | Told)[]> {
  if (!existsSync(SEED)) return [{ name: 'the API on a million messages', skipped: 'make them first: npm run seed' }]
  const product = await Product.start(SEED)
  const { db, stop } = await connectDatabase(SEED)
  try {
    const [member] = await product.login()
    const authorization = member?.authorization ?? ''
    const call: Call = (method, path, params) => product.call(authorization, method, path, params)
    const results: (Result | Told)[] = []
    for (const [name, text] of Object.entries(WORDS)) {
      const pairs: (readonly [number, number])[] = []
      for (let i = 0; i <= effort.pairs; i++) {
        const floor = await p95(() => searchBare(db, text))
        const own = await p95(() => call('GET', '/messages', page('newest', [{ operator: 'search', operand: text }])))
        if (i > 0) pairs.push([floor, own])
      }
      results.push(judge(search(name), pairs))
    }
    return [...results, ...(await tellRest(call))]
  } finally {
    await stop()
    await product.stop()
  }
}

type Call = (method: string, path: string, params: Record<string, string>) => Promise<Record<string, unknown>>

function page(anchor: string, narrow: readonly object[], before = 50): Record<string, string> {
  return { anchor, num_before: String(before), num_after: '0', narrow: JSON.stringify(narrow) }
}

async function tellRest(call: Call): Promise<Told[]> {
  const [stream] = (await call('GET', '/users/me/subscriptions', {}))['subscriptions'] as { name: string }[]
  const channel = { operator: 'channel', operand: stream?.name ?? '' }
  const narrow = (operator: string, operand: unknown) => () =>
    call('GET', '/messages', page('newest', [{ operator, operand }]))
  const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
    'register with everything': () => call('POST', '/register', {}),
    'send to the largest stream': () =>
      call('POST', '/messages', { type: 'stream', to: stream?.name ?? '', topic: 'bench', content: 'hello' }),
    'fetch 100 at the newest': () => call('GET', '/messages', page('newest', [], 100)),
    'fetch 100 at the first unread': () => call('GET', '/messages', page('first_unread', [], 100)),
    'fetch 100 deep in history': () => call('GET', '/messages', page('5000', [], 100)),
    'a stream': () => call('GET', '/messages', page('newest', [channel])),
    'a topic': () => call('GET', '/messages', page('newest', [channel, { operator: 'topic', operand: 'topic 1' }])),
    'a sender': narrow('sender', 7),
    'a topic, wherever it is': narrow('topic', 'topic 1'),
    'direct messages': narrow('is', 'dm'),
    'direct messages with one': narrow('dm', [2]),
    'what is unread': narrow('is', 'unread'),
    mentions: narrow('is', 'mentioned'),
    'what is starred': narrow('is', 'starred'),
    'followed topics': narrow('is', 'followed'),
    'resolved topics': narrow('is', 'resolved'),
    'with a link': narrow('has', 'link'),
    'with a reaction': narrow('has', 'reaction'),
    'public channels': narrow('channels', 'public'),
    'what is not muted': narrow('in', 'home'),
    presence: () => call('POST', '/users/me/presence', { status: 'active' }),
    'mark all as read': () => call('POST', '/mark_all_as_read', {}),
  }
  const told: Told[] = []
  for (const [name, work] of Object.entries(kinds)) {
    await work()
    const times = await time(work)
    told.push({ name, unit: 'ms', p50: percentile(times, 0.5), p95: percentile(times, 0.95) })
  }
  return told
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  return percentile(await time(work), 0.95)
}

async function time(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < CALLS; i++) {
    const start = now()
    await work()
    times.push(now() - start)
  }
  return times
}

/** The two steps and nothing else: the newest 20,000, then everything, of what user 1 is subscribed to. */
async function searchBare(db: Database, text: string): Promise<void> {
  const step = (from: string) =>
    db.query<{ id: number }>(
      `with mine as materialized (select recipient_id from subscription where user_id = 1 and active
         union all select recipient_id from direct_group_member where user_id = 1),
       hit as materialized (select message_id, recipient_id from message_search
         where vector @@ websearch_to_tsquery('english', $1) and recipient_id = any (array(select recipient_id from mine))
           and message_id > ${from})
       select m.id, m.rendered from (select message_id from hit order by message_id desc limit 50) h
         join message m on m.id = h.message_id order by m.id desc`,
      [text],
    )
  const near = await step('(select max(id) - 20000 from message)')
  if (near.length < 50) await step('0')
}
