import { matchFence } from './fence.ts'
import { isBlank } from './lines.ts'

const MARK = /^ {0,3}> ?/

/**
 * A quote by `>`: up to a blank line, whether or not the lines after the first have the mark. Marks alone are no quote.
 * @returns the line behind its end; undefined: there is no quote at `from`
 */
export function endOfQuote(lines: readonly string[], from: number): number | undefined {
  if (!MARK.test(lines[from] ?? '')) return undefined
  let end = from
  let isEmpty = true
  while (end < lines.length && !isBlank(lines[end]) && !matchFence(lines[end] ?? '')) {
    isEmpty &&= isBlank(lines[end]?.replace(MARK, ''))
    end++
  }
  return isEmpty ? undefined : end
}

export function withoutMarks(lines: readonly string[]): string {
  return lines.map((line) => line.replace(MARK, '')).join('\n')
}
