import { median } from './measure.ts'

/** One goal: the product's figure as a multiple of the floor's, median over the pairs of one run. */
export interface Goal {
  readonly name: string
  readonly unit: string
  /** `more`: the ratio must not fall below; `less`: it must not rise above. */
  readonly better: 'more' | 'less'
  /** null: told beside another figure, and not judged. */
  readonly must: number | null
  readonly aim: number | null
  /** Said when the aim is missed: what the difference is spent on. */
  readonly because: string
}

export interface Result extends Goal {
  readonly floor: readonly number[]
  readonly product: readonly number[]
  readonly ratio: number
  readonly verdict: 'aim met' | 'must met' | 'FAILED' | 'told'
}

/** @param pairs figures of floor and product, taken in turn */
export function judge(goal: Goal, pairs: readonly (readonly [floor: number, product: number])[]): Result {
  const ratio = median(pairs.map(([floor, product]) => product / floor))
  return {
    ...goal,
    floor: pairs.map(([f]) => f),
    product: pairs.map(([, p]) => p),
    ratio,
    verdict: verdictOf(goal, ratio),
  }
}

function verdictOf({ better, must, aim }: Goal, ratio: number): Result['verdict'] {
  if (must === null || aim === null) return 'told'
  const reaches = (limit: number) => (better === 'more' ? ratio >= limit : ratio <= limit)
  return reaches(aim) ? 'aim met' : reaches(must) ? 'must met' : 'FAILED'
}

/** A row that could not be measured here, and why. */
export interface Skipped {
  readonly name: string
  readonly skipped: string
}

/** A figure that is told, not judged: what it should be holds on a quiet machine alone. */
export interface Told {
  readonly name: string
  readonly unit: string
  readonly p50: number
  readonly p95: number
  /** Taken in turn with it. */
  readonly floor?: { readonly p50: number; readonly p95: number }
  /** Of p95, in its unit. */
  readonly aim?: number
}

export function formatTable(results: readonly (Result | Skipped | Told)[]): string {
  const lines = [['', 'floor', 'product', 'ratio', 'must', 'aim', '']]
  for (const r of results) {
    if ('skipped' in r) lines.push([r.name, `skipped: ${r.skipped}`])
    else if ('p50' in r) lines.push(toldCells(r))
    else {
      const sign = r.better === 'more' ? '≥' : '≤'
      const cells = [range(r.floor), `${range(r.product)} ${r.unit}`, r.ratio.toFixed(2)]
      const goals = r.must === null ? ['', ''] : [`${sign} ${r.must}`, `${sign} ${r.aim}`]
      lines.push([r.name, ...cells, ...goals, r.verdict])
    }
  }
  const widths = [0, 1, 2, 3, 4, 5].map((i) =>
    Math.max(...lines.filter((line) => line.length > 2).map((line) => line[i]?.length ?? 0)),
  )
  const table = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const missed = results.flatMap((r) =>
    'skipped' in r || 'p50' in r || r.verdict === 'aim met' || r.verdict === 'told' ? [] : `${r.name}: ${r.because}`,
  )
  return [...table, ...(missed.length > 0 ? ['', 'Aims missed:', ...missed] : [])].join('\n')
}

function range(values: readonly number[]): string {
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`
}

function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3)
}

function toldCells({ name, unit, p50, p95, floor, aim }: Told): string[] {
  const both = (of: { p50: number; p95: number }) => `p50 ${short(of.p50)}, p95 ${short(of.p95)}`
  const ratio = floor ? (p95 / floor.p95).toFixed(2) : ''
  const goal = aim === undefined ? [] : ['', `p95 ≤ ${aim} ${unit}`, p95 <= aim ? 'aim met' : 'aim missed']
  return [name, floor ? both(floor) : '', `${both({ p50, p95 })} ${unit}`, ratio, ...goal]
}
