import type { Narrow } from './narrow.ts'

/** A place in the address bar: a narrow, and the message it was opened at. */
export interface Place {
  readonly narrow: Narrow
  readonly near?: number
}

/** Names for the readable half of the address. */
export interface Names {
  streamName(id: number): string | undefined
  userName(id: number): string | undefined
}

// Maps, since an address may name what every object has.
const SIMPLE: ReadonlyMap<string, Narrow> = new Map([
  ['inbox', { kind: 'inbox' }],
  ['feed', { kind: 'feed' }],
  ['all-messages', { kind: 'feed' }],
])
const IS: ReadonlyMap<string, Narrow> = new Map([
  ['mentioned', { kind: 'mentions' }],
  ['starred', { kind: 'starred' }],
  ['dm', { kind: 'directs' }],
  ['private', { kind: 'directs' }],
])

/** The part after `#`, as Zulip's own client writes it, so that links work in both. */
export function toHash({ narrow, near }: Place, names: Names): string {
  const end = near === undefined ? '' : `/near/${near}`
  switch (narrow.kind) {
    case 'inbox':
    case 'feed':
      return narrow.kind
    case 'mentions':
      return `narrow/is/mentioned${end}`
    case 'starred':
      return `narrow/is/starred${end}`
    case 'directs':
      return `narrow/is/dm${end}`
    case 'stream':
      return `narrow/channel/${slug(narrow.streamId, names.streamName(narrow.streamId))}${end}`
    case 'topic':
      return `narrow/channel/${slug(narrow.streamId, names.streamName(narrow.streamId))}/topic/${encode(narrow.topic)}${end}`
    case 'direct': {
      const [only] = narrow.userIds
      const name = narrow.userIds.length === 1 && only !== undefined ? names.userName(only) : 'group'
      return `narrow/dm/${slug(narrow.userIds.join(','), name)}${end}`
    }
  }
}

/** @returns undefined for an address that is not a place of ours */
export function fromHash(hash: string): Place | undefined {
  const parts = hash.replace(/^#/, '').split('/')
  if (parts.length === 1) {
    const narrow = SIMPLE.get(parts[0] ?? '')
    return narrow && { narrow }
  }
  if (parts.shift() !== 'narrow' || parts.length % 2 !== 0) return undefined
  const terms = new Map<string, string>()
  for (let i = 0; i < parts.length; i += 2) terms.set(canonical(parts[i] ?? ''), parts[i + 1] ?? '')
  const narrow = readTerms(terms)
  const near = Number(terms.get('near'))
  return narrow && (Number.isInteger(near) && near > 0 ? { narrow, near } : { narrow })
}

function readTerms(terms: ReadonlyMap<string, string>): Narrow | undefined {
  const stream = terms.get('channel')
  const topic = terms.get('topic')
  const people = terms.get('dm')
  const is = terms.get('is')
  if (stream !== undefined) {
    const streamId = Number.parseInt(stream, 10)
    if (!(streamId > 0)) return undefined
    return topic === undefined ? { kind: 'stream', streamId } : { kind: 'topic', streamId, topic: decode(topic) }
  }
  if (people !== undefined) return readPeople(decode(people))
  return is === undefined ? undefined : IS.get(decode(is))
}

function readPeople(text: string): Narrow | undefined {
  const ids = (/^[\d,]+/.exec(text)?.[0] ?? '').split(',').map(Number)
  if (!ids.every((id) => Number.isSafeInteger(id) && id > 0)) return undefined
  return { kind: 'direct', userIds: [...new Set(ids)].sort((a, b) => a - b) }
}

/** Older names of the terms stand in links of years. */
function canonical(term: string): string {
  if (term === 'stream') return 'channel'
  if (term === 'subject') return 'topic'
  return term === 'pm-with' ? 'dm' : term
}

function slug(id: number | string, name: string | undefined): string {
  if (!name) return String(id)
  return `${id}-${encode(name.replace(/[\s%"/<>`\p{C}]+/gu, '-'))}`
}

/** Zulip's escape: percent-encoding with `.` for `%`, so that chat programs make links of it. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[.()!'*]/g, hex)
    .replaceAll('%', '.')
}

const hex = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('.', '%'))
  } catch {
    return text
  }
}
