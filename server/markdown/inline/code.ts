import { inline } from '../html.ts'
import type { Hold, Stage } from './stages.ts'

/**
 * Code between runs of backticks of one length. Where the next run of each length is gets looked up from the end on,
 * so that a text of unmatched runs costs no more than another.
 */
function readCode(text: string, hold: Hold): string {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ at: match.index, length: match[0].length }))
  const nextOfLength = new Map<number, number>()
  const closing = new Array<number | undefined>(runs.length)
  for (let index = runs.length - 1; index >= 0; index--) {
    const length = runs[index]?.length ?? 0
    closing[index] = nextOfLength.get(length)
    nextOfLength.set(length, index)
  }
  let read = ''
  let done = 0
  for (let index = 0; index < runs.length; index++) {
    const open = runs[index]
    const closingIndex = closing[index]
    const close = closingIndex === undefined ? undefined : runs[closingIndex]
    if (!open || !close || closingIndex === undefined || text[open.at - 1] === '\\') continue
    const code = text.slice(open.at + open.length, close.at)
    read += text.slice(done, open.at) + hold(inline('code', {}, [code]))
    done = close.at + close.length
    index = closingIndex
  }
  return read + text.slice(done)
}

export const code: Stage = { sign: '`', run: readCode }
