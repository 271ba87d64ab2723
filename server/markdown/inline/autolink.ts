import tlds from 'tlds' with { type: 'json' }
import { holdLink } from './link.ts'
import type { MakeLink, Stage } from './stages.ts'

/** Ends of names that are far more often files than addresses. */
const FILES = new Set(['java', 'md', 'mov', 'py', 'zip'])
const TLDS = new Set(tlds.filter((tld) => !FILES.has(tld)))
/** Parentheses may be in each other this deep; Wikipedia has them. */
const MAX_NESTING = 7

const START = /(?<![^\s'"(,:<]|\uFEFF)(?=[\p{L}\p{N}_])/gu
const WEB = /https?:\/\/[\p{L}\p{N}_.:@-]+/uy
const DOMAIN = /[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/uy
const MAIL = /[\p{L}\p{N}_.-]{1,64}@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.[\p{L}\p{N}_]+/uy
const OTHER = /bitcoin:[13][a-km-zA-HJ-NP-Z1-9]{25,34}|tel:\+?\d{3,20}/y
/** What may follow an address: the end of a sentence, then a space or nothing. U+FEFF is a space that nobody sees. */
const AFTER = /[!:;?),.'">]*(?=[^\S\uFEFF]|$|\uFDD0)/y

function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  return match ? at + match[0].length : undefined
}

const isFollowedWell = (text: string, at: number) => matchAt(AFTER, text, at) !== undefined

/**
 * Where the path that begins at `from` ends. With a parenthesis that is not closed, or too deep, it is no address, nor
 * is anything else that begins before that one: `open` is put there, so that nobody goes over the rest again.
 */
function endOfPath(text: string, from: number, open: Open): number | undefined {
  let depth = 0
  let end = from
  for (; end < text.length; end++) {
    const character = text[end] ?? ''
    if (/[^\S\uFEFF]|["\uFDD0]/.test(character)) break
    if (character === '(' && depth++ === 0) open.at = end
    if (depth > MAX_NESTING || (character === ')' && --depth < 0)) break
  }
  if (depth > 0) return undefined
  open.at = 0
  // The shortest that leaves only the end of a sentence.
  return trimEnd(text, from, end, "!:;?,.'>")
}

interface Open {
  at: number
}

function trimEnd(text: string, from: number, to: number, signs: string): number {
  let end = to
  while (end > from && signs.includes(text[end - 1] ?? '')) end--
  return end
}

function endOfWeb(text: string, at: number, open: Open): number | undefined {
  const host = matchAt(WEB, text, at)
  if (host === undefined) return undefined
  return text[host] === '/' ? endOfPath(text, host, open) : trimEnd(text, at, host, '.:')
}

function endOfDomain(text: string, at: number, open: Open): number | undefined {
  const end = matchAt(DOMAIN, text, at)
  if (end === undefined) return undefined
  const tld = text.slice(text.lastIndexOf('.', end - 1) + 1, end)
  if (!TLDS.has(tld)) return undefined
  return text[end] === '/' ? endOfPath(text, end, open) : end
}

function endOfAddress(text: string, at: number, open: Open): number | undefined {
  for (const read of [endOfWeb, endOfDomain, endOfMail, endOfOther]) {
    const end = read(text, at, open)
    if (end !== undefined && isFollowedWell(text, end)) return end
  }
  return undefined
}

const endOfMail = (text: string, at: number) => matchAt(MAIL, text, at)
const endOfOther = (text: string, at: number) => matchAt(OTHER, text, at)

/** All addresses have a dot or a colon in them. */
export const HAS_ADDRESS = /[.:]\S/

/** Addresses as people type them: with `https://`, bare domains, e-mail addresses. */
export function linkAddresses(text: string, link: MakeLink): string {
  if (!HAS_ADDRESS.test(text)) return text
  let read = ''
  let done = 0
  const open: Open = { at: 0 }
  for (const { index } of text.matchAll(START)) {
    if (index < done || index < open.at) continue
    const end = endOfAddress(text, index, open)
    if (end === undefined) continue
    const url = text.slice(index, end)
    const mark = link(url, url)
    if (mark === undefined) continue
    read += text.slice(done, index) + mark
    done = end
  }
  return read + text.slice(done)
}

export const autolink: Stage = {
  sign: undefined,
  run: (text, hold, scope) => linkAddresses(text, holdLink(hold, scope)),
}
