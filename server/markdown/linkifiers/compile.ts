import { parseTemplate } from 'url-template'
import type { Linkified, Linkifier } from '../context.ts'
import { compileLinear } from './linear-regexp.ts'

/** What an administrator wrote: what matches the pattern leads to the URL. */
export interface LinkifierRule {
  readonly pattern: string
  readonly url_template: string
}

const WORD = /[\p{L}\p{N}]/u

/** A pattern in the form in which it is looked for: not in the middle of a word, as Zulip has it. */
export function wholePattern(pattern: string): string {
  return String.raw`(?P<linkifier_before_match>^|\s|\x{85}|\pZ|['"(,:<])(?P<linkifier_actual_match>${pattern})`
}

/** One that is no pattern any more, since an update made the rules stricter, must not keep people from writing. */
export function compileLinkifiers(rules: readonly LinkifierRule[]): Linkifier[] {
  return rules.flatMap((rule) => {
    try {
      return [compileLinkifier(rule)]
    } catch {
      return []
    }
  })
}

/** A linkifier in the form in which texts are searched. @throws {PatternError} */
function compileLinkifier({ pattern, url_template }: LinkifierRule): Linkifier {
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
