import type { Linkified } from '../context.ts'
import { makeLink } from './link.ts'
import type { Stage } from './stages.ts'

/** What the organization wants linked. Where two would, the one that stands first in its settings does. */
const run: Stage['run'] = (text, hold, scope) => {
  let read = text
  for (const linkifier of scope.context.linkifiers) {
    if (scope.effort.isSpent) break
    let next = ''
    let done = 0
    for (const { start, end, url } of inOrder(linkifier.find(read, scope.effort))) {
      const part = read.slice(start, end)
      const isRead = part.includes('\uFDD0') || read[start - 1] === '\uFDD0'
      const link = start < done || isRead ? undefined : makeLink(scope, url, part)
      if (!link) continue
      next += read.slice(done, start) + hold(link)
      done = end
    }
    read = next + read.slice(done)
  }
  return read
}

function inOrder(found: readonly Linkified[]): Linkified[] {
  return [...found].sort((a, b) => a.start - b.start)
}

export const linkify: Stage = { sign: undefined, run }
