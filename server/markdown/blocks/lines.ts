import { matchFence } from './fence.ts'

export const isBlank = (line: string | undefined) => line === undefined || line.trim() === ''
const HEADING = /^#{1,6}\s+\S/
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$/
const ITEM = /^ *(?:[*+-]|\d\.) +\S/
/** A mark alone begins no quote. */
const QUOTE = /^ {0,3}>\s*\S/

/** Whether a line ends the paragraph above it. */
function interrupts(line: string): boolean {
  // Most lines begin with a letter.
  if (/^[a-z]/i.test(line)) return false
  return HEADING.test(line) || RULE.test(line) || ITEM.test(line) || QUOTE.test(line) || matchFence(line) !== undefined
}

/** @returns the line behind the end of a paragraph that begins at `from` */
export function endOfParagraph(lines: readonly string[], from: number): number {
  let end = from + 1
  while (end < lines.length && !isBlank(lines[end]) && !interrupts(lines[end] ?? '')) end++
  return end
}

/** Without the empty lines at both ends. By hand: `\n+$` takes the square of the length of a run in the middle. */
export function trimNewlines(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === '\n') start++
  while (end > start && text[end - 1] === '\n') end--
  return text.slice(start, end)
}

/** How many columns a line is indented. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
