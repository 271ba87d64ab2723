import hljs from 'highlight.js/lib/common'
import latex from 'highlight.js/lib/languages/latex'
import { toPygments } from './pygments.ts'

hljs.registerLanguage('latex', latex)

/** Code with the classes of Pygments, which Zulip's clients color; undefined: nothing is known of the language. */
export function drawCode(code: string, language: string): string | undefined {
  const known = hljs.getLanguage(language)
  if (!known) return undefined
  try {
    return toPygments(hljs.highlight(code, { language, ignoreIllegals: true }).value, known.name ?? '')
  } catch {
    return undefined
  }
}
