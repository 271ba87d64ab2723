import { type Element, inline } from '../html.ts'
import type { Scope } from '../scope.ts'
import type { Hold, MakeLink, Stage } from './stages.ts'
import { relativeUrl, safeUrl } from './url.ts'

/** @returns undefined for an address that must not be linked */
function makeLink(scope: Scope, written: string, text: string | undefined, title?: string): Element | undefined {
  const safe = safeUrl(written)
  if (safe === undefined) return undefined
  const href = relativeUrl(safe, scope.context.origin)
  return inline('a', title ? { href, title } : { href }, [text === undefined || text.trim() === '' ? href : text])
}

export function holdLink(hold: Hold, scope: Scope): MakeLink {
  return (url, text) => {
    const made = makeLink(scope, url, text)
    return made && hold(made)
  }
}

/** For each opening bracket where its closing one is, in one pass. */
function pairs(text: string, open: string, close: string): Map<number, number> {
  const found = new Map<number, number>()
  const waiting: number[] = []
  for (let index = 0; index < text.length; index++) {
    if (text[index] === open) waiting.push(index)
    else if (text[index] === close) {
      const start = waiting.pop()
      if (start !== undefined) found.set(start, index)
    }
  }
  return found
}

/** `address "title"`. The quote that opens is the last one before the one at the end. */
function splitTitle(target: string): { url: string; title?: string } {
  const trimmed = target.trimEnd()
  const quote = trimmed.at(-1)
  if (quote !== '"' && quote !== "'") return { url: target }
  const open = trimmed.lastIndexOf(quote, trimmed.length - 2)
  if (open < 1 || trimmed[open - 1]?.trim() !== '') return { url: target }
  return { url: trimmed.slice(0, open).trimEnd(), title: trimmed.slice(open + 1, -1) }
}

const run: Stage['run'] = (text, hold, scope, inside) => {
  if (!text.includes('](')) return text
  const brackets = pairs(text, '[', ']')
  const parentheses = pairs(text, '(', ')')
  let read = ''
  let done = 0
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const close = brackets.get(at)
    if (close === undefined || at < done || text[close + 1] !== '(') continue
    const end = parentheses.get(close + 1)
    if (end === undefined) continue
    // Of a link in the address of another the inner one counts: nothing is gone over twice then.
    const inner = text.indexOf('](', close + 2)
    if (inner >= 0 && inner < end) continue
    const target = text.slice(close + 2, end)
    // What was read before is no part of an address.
    if (target.includes('\uFDD0')) continue
    const { url, title } = splitTitle(target)
    const label = text.slice(at + 1, close)
    const link = makeLink(scope, url, label, title)
    if (!link) continue
    if (label.includes('\uFDD0')) link.children = inside.keep(label)
    read += text.slice(done, at) + hold(link)
    done = end + 1
  }
  return read + text.slice(done)
}

export const link: Stage = { sign: '[', run }
