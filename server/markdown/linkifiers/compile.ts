import { parseTemplate } from 'url-template'
import type { Linkified, Linkifier } from '../context.ts'
import type { Effort } from '../effort.ts'
import { compileLinear } from './linear-regexp.ts'
import { partsOf } from './parts.ts'

/** What an administrator wrote: what matches the pattern leads to the URL. */
export interface LinkifierRule {
  readonly pattern: string
  readonly url_template: string
}

const WORD = /[\p{L}\p{N}]/u
/** Longer is no reference, and no address either: templates may repeat what matched hundreds of times. */
const MAX_MATCH = 1_000
const MAX_URL = 5_000
/** In one search, which nothing can interrupt: some 15 ms. A pattern of many instructions goes over a text in parts. */
const MAX_STEPS = 300_000

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
  const most = Math.floor(MAX_STEPS / expression.instructions)
  return {
    find(text, effort) {
      const found: Linkified[] = []
      for (const [offset, part] of partsOf(text, most)) {
        for (const { index = 0, groups = {} } of expression.matchAll(part, effort)) {
          const { linkifier_before_match: before = '', linkifier_actual_match: actual = '', ...named } = groups
          const start = offset + index + before.length
          const end = start + actual.length
          // Looked at here: a character that the pattern took would be missing in front of the next match.
          if (actual === '' || actual.length > MAX_MATCH || WORD.test(text[end] ?? '')) continue
          const url = expand(template, named, effort)
          if (url !== undefined) found.push({ start, end, url })
        }
      }
      return found
    },
  }
}

/** @returns undefined for what is no address: a template may cut a character in two */
function expand(
  template: ReturnType<typeof parseTemplate>,
  named: Record<string, string>,
  effort: Effort,
): string | undefined {
  effort.begin()
  try {
    const url = template.expand(named)
    return url.length > MAX_URL ? undefined : url
  } catch {
    return undefined
  } finally {
    effort.spend(MAX_URL)
  }
}
