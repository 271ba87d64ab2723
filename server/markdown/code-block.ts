import { escapeHtml } from '../lib/escape-html.ts'
import { trimNewlines } from './blocks/lines.ts'
import { languageName } from './draw/languages.ts'
import { block, type Element, inline } from './html.ts'
import type { Scope } from './scope.ts'

/** `#!/usr/bin/env python` */
const SHEBANG = /^#!\s*(?:\S{1,100}\/)?(?:env\s+)?([\w#.+-]+)/

export function codeBlock(text: string, language: string, { context }: Scope): Element {
  const code = trimLines(text)
  const used = language === '' ? (SHEBANG.exec(code)?.[1] ?? '') : language
  const drawn = used === '' ? undefined : context.draw.code(code, used.toLowerCase())
  const attributes: Record<string, string> = { class: 'codehilite' }
  if (language !== '') attributes['data-code-language'] = languageName(language)
  const html = `${drawn ?? escapeHtml(code)}\n`
  return block('div', attributes, [inline('pre', {}, [inline('span', {}, []), inline('code', {}, [{ html }])])])
}

function trimLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return trimNewlines(lines.join('\n'))
}
