import { parseTemplate } from 'url-template'
import { compileLinear } from '../../lib/linear-regexp.ts'
import type { Linkifier as Compiled, Linkified } from '../../markdown/index.ts'
import type { Linkifier } from './repository.ts'

/** Not in the middle of a word, as Zulip has it. */
const BEFORE = String.raw`(?P<linkifier_before_match>^|\s|\x{85}|\pZ|['"(,:<])`
const AFTER = String.raw`(?P<linkifier_after_match>$|[^\pL\pN])`

/** A linkifier in the form in which texts are searched. */
export function compileLinkifier({ pattern, url_template }: Linkifier): Compiled {
  const expression = compileLinear(`${BEFORE}(?P<linkifier_actual_match>${pattern})${AFTER}`)
  const template = parseTemplate(url_template)
  return {
    find(text) {
      const found: Linkified[] = []
      for (const match of expression.matchAll(text)) {
        const {
          linkifier_before_match: before = '',
          linkifier_actual_match: actual = '',
          ...groups
        } = match.groups ?? {}
        const start = (match.index ?? 0) + before.length
        if (actual !== '') found.push({ start, end: start + actual.length, url: template.expand(groups) })
      }
      return found
    },
  }
}
