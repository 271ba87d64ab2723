import { findMentions } from './inline/mention.ts'
import { findStreamNames } from './inline/stream-link.ts'
import { normalize } from './normalize.ts'

/** What a text may name, for whoever makes the context. More than it does name in the end: it may stand in code. */
export function findReferences(written: string): {
  readonly users: string[]
  readonly groups: string[]
  readonly streams: string[]
  readonly uploads: string[]
} {
  const text = normalize(written)
  const uploads = text.includes('user_uploads/')
    ? [...text.matchAll(/user_uploads\/([\w./%~+-]{1,500})/g)].map((match) => match[1] ?? '')
    : []
  return { ...findMentions(text), streams: findStreamNames(text), uploads }
}
