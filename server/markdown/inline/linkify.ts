import type { Linkified, Linkifier } from '../context.ts'
import type { Effort } from '../effort.ts'
import { holdLink } from './link.ts'
import type { MakeLink, Stage } from './stages.ts'

/** What the organization wants linked. Where two would, the one that stands first in its settings does. */
export function linkMatches(text: string, linkifiers: readonly Linkifier[], effort: Effort, link: MakeLink): string {
  let read = text
  for (const linkifier of linkifiers) {
    if (effort.isSpent) break
    let next = ''
    let done = 0
    for (const { start, end, url } of inOrder(linkifier.find(read, effort))) {
      const part = read.slice(start, end)
      const isRead = part.includes('\uFDD0') || read[start - 1] === '\uFDD0'
      const mark = start < done || isRead ? undefined : link(url, part)
      if (mark === undefined) continue
      next += read.slice(done, start) + mark
      done = end
    }
    read = next + read.slice(done)
  }
  return read
}

function inOrder(found: readonly Linkified[]): Linkified[] {
  return [...found].sort((a, b) => a.start - b.start)
}

export const linkify: Stage = {
  sign: undefined,
  run: (text, hold, scope) => linkMatches(text, scope.context.linkifiers, scope.effort, holdLink(hold, scope)),
}
