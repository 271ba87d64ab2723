import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../../server/db/database.ts'
import type { Effort } from '../bench.ts'
import { Connection, requestText } from '../load/requests.ts'
import { now, percentile } from '../measure.ts'
import { Product } from '../product.ts'
import { type Goal, judge, type Result, type Skipped, type Told } from '../report.ts'
import { connectDatabase } from '../seed/open-database.ts'
import { word } from '../seed/words.ts'
import { type Call, createKinds, type Kind, page, prepareFloor } from './api-kinds.ts'

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

interface Subscribed {
  readonly name: string
  readonly stream_id: number
}

/** A seeded organization through the API, against bare SQL: searches are judged, the rest is told. */
export async function benchApi(effort: Effort): Promise<(Result | Skipped | Told)[]> {
  if (!existsSync(SEED)) return [{ name: 'the API on a million messages', skipped: 'make them first: npm run seed' }]
  const product = await Product.start(SEED)
  const { db, stop } = await connectDatabase(SEED)
  try {
    const [member] = await product.login()
    const account = { port: product.port, authorization: member?.authorization ?? '' }
    const connection = new Connection(account.port)
    const call: Call = async (method, path, params) => {
      const form = new URLSearchParams(params).toString()
      const [query, body] = method === 'GET' ? [`?${form}`, ''] : ['', form]
      const answer = await connection.ask(requestText(account, method, `/api/v1${path}${query}`, body))
      return JSON.parse(answer.toString()) as Record<string, unknown>
    }
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
    const [stream] = (await call('GET', '/users/me/subscriptions', {}))['subscriptions'] as Subscribed[]
    if (!stream) throw new Error('User 1 of the seed is subscribed to nothing')
    const forget = await prepareFloor(db)
    for (const kind of createKinds(call, { name: stream.name, id: stream.stream_id })) {
      results.push(await tell(kind, db))
    }
    await forget()
    connection.close()
    return results
  } finally {
    await stop()
    await product.stop()
  }
}

/** Call and floor in turn, so that the machine's mood touches both. */
async function tell({ name, own, floor, aimMs }: Kind, db: Database): Promise<Told> {
  const bare = async () => {
    for (const [sql, ...params] of floor) await db.query(sql, params)
  }
  await bare()
  await own()
  const floors: number[] = []
  const owns: number[] = []
  for (let i = 0; i < CALLS; i++) {
    floors.push(await timeOne(bare))
    owns.push(await timeOne(own))
  }
  return { name, unit: 'ms', ...percentiles(owns), floor: percentiles(floors), ...(aimMs && { aim: aimMs }) }
}

function percentiles(times: readonly number[]): { p50: number; p95: number } {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < CALLS; i++) times.push(await timeOne(work))
  return percentile(times, 0.95)
}

async function timeOne(work: () => Promise<unknown>): Promise<number> {
  const start = now()
  await work()
  return now() - start
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
