import hljs from 'highlight.js/lib/common'
import latex from 'highlight.js/lib/languages/latex'
import { escapeCode } from './escape.ts'
import { block, inline, type Element } from './html.ts'
import { languageName } from './languages.ts'
import { toPygments } from './pygments.ts'

hljs.registerLanguage('latex', latex)

/** Longer code is read by machines, and would take long to color. */
const MAX_COLORED = 10_000

/** Code with the markup and the classes that Zulip's clients style: those of Pygments. */
export function codeBlock(text: string, language: string): Element {
  const code = trimLines(text)
  const shebang = /^#!\s*(?:\S{1,100}\/)?(?:env\s+)?([\w#.+-]+)/.exec(code)?.[1]
  const used = language === '' ? (shebang ?? '') : language
  const attributes: Record<string, string> = { class: 'codehilite' }
  if (language !== '') attributes['data-code-language'] = languageName(language)
  const html = `${color(code, used.toLowerCase())}\n`
  return block('div', attributes, [inline('pre', {}, [inline('span', {}, []), inline('code', {}, [{ html }])])])
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
}

function color(code: string, language: string): string {
  if (code.length > MAX_COLORED || !hljs.getLanguage(language)) return escapeCode(code)
  try {
    const result = hljs.highlight(code, { language, ignoreIllegals: true })
    return toPygments(result.value, hljs.getLanguage(language)?.name ?? '')
  } catch {
    return escapeCode(code)
  }
}
