import { join } from 'node:path'
import { marked } from 'marked'
import { type RenderContext, render } from '../../../server/markdown/index.ts'
import { EVERYBODY, UNDRAWN } from '../../support/markdown/context.ts'
import { createPathological } from '../../support/markdown/pathological.ts'
import { cpuMs, cpuMsSince } from '../../support/processor-time.ts'
import { type Effort, inTurn, pick } from '../bench.ts'
import { createChatter } from '../chatter.ts'
import { Helper } from '../child.ts'
import { percentile } from '../measure.ts'
import type { Goal, Result, Told } from '../report.ts'

const rate: Goal = {
  name: 'messages rendered',
  unit: '/s',
  better: 'more',
  must: 0.25,
  aim: 0.4,
  because: 'mentions, streams, bare addresses, emoji, pictures and colored code, of which bare marked knows nothing.',
}
const MESSAGES = 2_000

/** The renderer against bare marked on the same texts, and how long the worst texts of the fuzzer take. */
export async function benchMarkdown(effort: Effort): Promise<(Result | Told)[]> {
  const texts = createChatter(MESSAGES)
  const floor = async () => ratePerSecond(texts, effort.ms, (text) => void marked.parse(text))
  const product = async () => ratePerSecond(texts, effort.ms, (text) => void render(text, EVERYBODY))
  const taken = await inTurn(effort, floor, product)
  return [pick(rate, taken, (value) => value), ...(await tellWorst(UNDRAWN))]
}

/** Per second of the processor, whoever else wants it. */
function ratePerSecond(texts: readonly string[], ms: number, work: (text: string) => void): number {
  const start = process.cpuUsage()
  for (let rounds = 1; ; rounds++) {
    for (const text of texts) work(text)
    const spent = cpuMsSince(start)
    if (spent >= ms) return (rounds * texts.length * 1000) / spent
  }
}

const AGAIN = 20
const FIRST = 10
/** of a message */
const LONGEST = 10_000

/**
 * How long hostile texts take, and the slowest of them again and again. Each second time counts, as the first compiles;
 * what the first costs a host is measured for those that are slowest then, each in a process of its own.
 */
async function tellWorst(context: RenderContext): Promise<Told[]> {
  const texts = createPathological(LONGEST)
  const time = (text: string) => cpuMs(() => render(text, context))
  const firstTimes = texts.map((text) => ({ text, ms: time(text) })).sort((a, b) => b.ms - a.ms)
  const times = texts.map((text) => ({ text, ms: time(text) })).sort((a, b) => b.ms - a.ms)
  const slowest = Array.from({ length: AGAIN }, () => time(times[0]?.text ?? ''))
  const told = (name: string, values: readonly number[]) => {
    return { name, unit: 'ms', p50: percentile(values, 0.5), p95: percentile(values, 0.95) }
  }
  const start = JSON.stringify(times[0]?.text.slice(0, 24))
  return [
    told(
      'hostile texts of 10,000 characters',
      times.map(({ ms }) => ms),
    ),
    told(`the slowest of them: ${start}`, slowest),
    told('the slowest at first, as the first message of a host', await renderFirst(firstTimes.slice(0, FIRST))),
  ]
}

async function renderFirst(texts: readonly { readonly text: string }[]): Promise<number[]> {
  const taken: number[] = []
  for (const { text } of texts) {
    const child = new Helper(join(import.meta.dirname, '../first-render.ts'), [])
    taken.push(await child.ask<number>('render', text))
    await child.stop()
  }
  return taken
}
