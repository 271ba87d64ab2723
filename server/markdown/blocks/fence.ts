/** A fence and what is behind it. https://zulip.com/help/format-your-message-using-markdown */
const FENCE = /^ {0,3}(~{3,}|`{3,}) *(?:\{?\.?([\w+\-./#]+) *([^ ~`}][^~`]*)?\}?)? *$/

export interface Fence {
  /** the characters that end it, on a line of their own */
  readonly mark: string
  readonly language: string
  /** what a spoiler says in front of what it hides */
  readonly header: string
}

export function matchFence(line: string): Fence | undefined {
  const mark = /^ {0,3}(?:~{3,}|`{3,})/.exec(line)?.[0]
  // Nothing behind the mark may be of its kind. Found out first, since the pattern would try all ways to read the rest.
  if (mark === undefined || /[~`]/.test(line.slice(mark.length))) return undefined
  const match = FENCE.exec(line)
  if (!match) return undefined
  return { mark: match[1] ?? '', language: match[2] ?? '', header: (match[3] ?? '').trim() }
}

/** @returns the line behind the end of a fence that begins at `from`. Without an end it goes to the end. */
export function endOfFence(lines: readonly string[], from: number, fence: Fence): number {
  const open = [fence]
  for (let index = from + 1; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const current = open.at(-1)
    if (line.trim() === current?.mark) open.pop()
    else if (current && holdsBlocks(current)) {
      const inner = matchFence(line)
      if (inner) open.push(inner)
    }
    if (open.length === 0) return index + 1
  }
  return lines.length
}

function holdsBlocks({ language }: Fence): boolean {
  return /^(?:quoted?|spoiler)$/i.test(language)
}
