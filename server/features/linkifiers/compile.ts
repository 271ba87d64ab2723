import { parseTemplate } from 'url-template'
import { compileLinear } from '../../lib/linear-regexp.ts'
import type { Linkifier as Compiled, Linkified } from '../../markdown/index.ts'
import { wholePattern } from './policy.ts'
import type { Linkifier } from './repository.ts'

const WORD = /[\p{L}\p{N}]/u

/** A linkifier in the form in which texts are searched. @throws {PatternError} */
export function compileLinkifier({ pattern, url_template }: Linkifier): Compiled {
  const expression = compileLinear(wholePattern(pattern))
  const template = parseTemplate(url_template)
  return {
    find(text) {
      const found: Linkified[] = []
      for (const { index = 0, groups = {} } of expression.matchAll(text)) {
        const { linkifier_before_match: before = '', linkifier_actual_match: actual = '', ...named } = groups
        const start = index + before.length
        const end = start + actual.length
        // Looked at here: a character that the pattern took would be missing in front of the next match.
        if (actual === '' || WORD.test(text[end] ?? '')) continue
        found.push({ start, end, url: template.expand(named) })
      }
      return found
    },
  }
}
