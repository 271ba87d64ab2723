import { matchFence } from './fence.ts'
import { indentOf, isBlank } from './lines.ts'

/** A deeper item begins two columns further in. */
const STEP = 2
const MARKER = /^( *)(?:[*+-]|(\d{1,9})\.) +(?=\S)/

interface Marker {
  readonly indent: number
  /** undefined: a bullet */
  readonly number: number | undefined
  /** where its text begins */
  readonly column: number
}

export interface Item {
  /** Its first line and those that go on without a blank one. */
  readonly head: string[]
  /** What follows: deeper lists, further paragraphs; without its indentation. */
  readonly rest: string[]
  /** how far in the rest begins */
  base: number
  readonly column: number
  /** A blank line was before it, or in it. */
  isLoose: boolean
}

export interface List {
  /** undefined: bullets */
  readonly start: number | undefined
  readonly items: readonly Item[]
  /** the line behind it */
  readonly end: number
}

function matchMarker(line: string): Marker | undefined {
  const match = MARKER.exec(line)
  if (!match) return undefined
  const number = match[2] === undefined ? undefined : Number(match[2])
  return { indent: match[1]?.length ?? 0, number, column: match[0].length }
}

/** A list that begins at `from`. */
export function readList(lines: readonly string[], from: number): List | undefined {
  const first = matchMarker(lines[from] ?? '')
  if (!first || first.indent >= STEP) return undefined
  const items: Item[] = []
  let blanks = 0
  let index = from
  for (; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (isBlank(line)) {
      blanks++
      continue
    }
    if (!addLine(items, line, blanks, first.number === undefined)) break
    blanks = 0
  }
  return { start: first.number, items, end: index - blanks }
}

/** @returns whether the line belongs to the list */
function addLine(items: Item[], line: string, blanks: number, isBullets: boolean): boolean {
  const item = items.at(-1)
  const marker = matchMarker(line)
  if (marker && marker.indent < STEP) {
    if ((marker.number === undefined) !== isBullets) return false
    if (item && blanks > 0) item.isLoose = true
    items.push({ head: [line.slice(marker.column)], rest: [], base: 0, column: marker.column, isLoose: blanks > 0 })
    return true
  }
  if (!item) return false
  if (indentOf(line) >= STEP) addInside(item, line, blanks, marker !== undefined)
  else if (blanks > 0 || matchFence(line)) return false
  else if (item.rest.length > 0) item.rest.push(line)
  else item.head.push(line)
  return true
}

/** A line that is indented below an item: a deeper list, a further paragraph, or just the text going on. */
function addInside(item: Item, line: string, blanks: number, isItem: boolean): void {
  const indent = indentOf(line)
  const isFirst = item.rest.length === 0
  const begins = isItem || matchFence(line.trimStart()) !== undefined
  if (isFirst && blanks === 0 && !begins) {
    item.head.push(line)
    return
  }
  if (isFirst) item.base = begins ? indent : Math.min(indent, item.column)
  // What is further in than the deeper list begins is that one's.
  if (blanks > 0 && (isFirst || indent < item.base + STEP)) item.isLoose = true
  item.rest.push(...Array<string>(isFirst ? 0 : blanks).fill(''), line.slice(Math.min(indent, item.base)))
}
