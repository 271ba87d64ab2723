import { parseArgs } from 'node:util'
import type { Effort } from './bench.ts'
import { formatTable, type Result, type Skipped, type Told } from './report.ts'
import { benchApi } from './rows/api.ts'
import { benchDurableSend } from './rows/durable-send.ts'
import { benchEjabberd } from './rows/ejabberd.ts'
import { benchLongPoll, benchWebSocket } from './rows/fan-out.ts'
import { benchGet } from './rows/get.ts'
import { benchMarkdown } from './rows/markdown.ts'
import { benchRoom } from './rows/room.ts'
import { benchSearchIndex } from './rows/search-index.ts'
import { benchStart } from './rows/start.ts'

/**
 * Goals are ratios within one run: floor and product take turns on the same machine, so that its mood touches both. A ratio
 * is the median over the pairs. Falling below a must fails the run; missing an aim is explained.
 *
 * `npm run bench -- [--only room,start] [--pairs 5] [--seconds 2]`
 */
const ROWS: Readonly<Record<string, (effort: Effort) => Promise<(Result | Skipped | Told)[]>>> = {
  send: benchDurableSend,
  index: benchSearchIndex,
  get: benchGet,
  room: benchRoom,
  websocket: benchWebSocket,
  poll: benchLongPoll,
  start: benchStart,
  ejabberd: benchEjabberd,
  api: benchApi,
  markdown: benchMarkdown,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, pairs: { type: 'string' }, seconds: { type: 'string' } },
})
const effort: Effort = { pairs: Number(values.pairs ?? 5), ms: Number(values.seconds ?? 2) * 1000 }
const wanted = values.only?.split(',') ?? Object.keys(ROWS)
const unknown = wanted.filter((name) => !(name in ROWS))
if (unknown.length > 0) {
  process.stderr.write(`There is no row ${unknown.join(', ')}. Rows: ${Object.keys(ROWS).join(', ')}\n`)
  process.exit(2)
}
const results: (Result | Skipped | Told)[] = []
for (const name of wanted) {
  process.stderr.write(`bench: ${name} …\n`)
  const found = (await ROWS[name]?.(effort)) ?? []
  // At once, too: a run takes long, and one that is cut off has told what it knew.
  process.stderr.write(`${formatTable(found)}\n`)
  results.push(...found)
}
process.stdout.write(`${formatTable(results)}\n\n${JSON.stringify({ node: process.version, ...effort, results })}\n`)
process.exit(results.some((result) => 'verdict' in result && result.verdict === 'FAILED') ? 1 : 0)
