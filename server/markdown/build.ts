import type { Tokens } from 'marked'
import { codeBlock } from './code-block.ts'
import { escapeText } from './escape.ts'
import { block, container, type Element, isElement, type Node } from './html.ts'
import { readInline } from './inline/index.ts'
import type { BlockToken, ItemToken } from './lexer.ts'
import type { Scope } from './scope.ts'

/** Blocks as they are shown. */
export function build(tokens: readonly BlockToken[], scope: Scope): Node[] {
  return tokens.flatMap((token) => buildBlock(token, scope))
}

function buildBlock(token: BlockToken, scope: Scope): Node[] {
  switch (token.type) {
    case 'space':
      return []
    case 'paragraph':
      return [block('p', {}, readInline(token.text, scope))]
    case 'heading':
      return [block(`h${token.depth}`, {}, readInline(token.text, scope))]
    case 'hr':
      return [block('hr', {}, [])]
    case 'code':
      return buildCode(token.text, '', scope)
    case 'fenced':
      return buildCode(token.text, token.language || scope.context.defaultCodeLanguage, scope)
    case 'math':
      return [block('p', {}, [{ html: scope.context.draw.formula(token.text, true) ?? formulaError(token.text) }])]
    case 'quote':
      return buildQuote(build(token.tokens, { ...scope, isQuoted: true }))
    case 'spoiler':
      return [buildSpoiler(token.header, token.tokens, scope)]
    case 'items':
      return [buildList(token.start, token.items, scope)]
    case 'table':
      return [buildTable(token, scope)]
  }
}

function buildCode(text: string, language: string, scope: Scope): Node[] {
  return text.trim() === '' ? [] : [codeBlock(text, language, scope)]
}

/** A formula with a mistake, escaped as Zulip does. */
function formulaError(source: string): string {
  return `<span class="tex-error">${escapeText(source).replaceAll('"', '&quot;').replaceAll("'", '&#x27;')}</span>`
}

function buildQuote(children: Node[]): Node[] {
  return children.length === 0 ? [] : [container('blockquote', {}, children)]
}

function buildSpoiler(header: string, tokens: readonly BlockToken[], scope: Scope): Element {
  const title = header === '' ? [] : [block('p', {}, readInline(header, scope))]
  return block('div', { class: 'spoiler-block' }, [
    { ...container('div', { class: 'spoiler-header' }, title), isBlock: false },
    {
      ...container('div', { class: 'spoiler-content', 'aria-hidden': 'true' }, build(tokens, scope)),
      isBlock: false,
    },
  ])
}

function buildList(start: number | undefined, items: readonly ItemToken[], scope: Scope): Element {
  const children = items.map(({ isLoose, head, rest }) => {
    const blocks = [...build(head, scope), ...build(rest, scope)]
    const [first, ...others] = blocks
    // In a tight list the text of an item is no paragraph.
    if (isLoose || !first || !isElement(first) || first.tag !== 'p') return container('li', {}, blocks)
    return block('li', {}, [...first.children, ...others])
  })
  if (start === undefined) return container('ul', {}, children)
  return container('ol', start === 1 ? {} : { start: String(start) }, children)
}

function buildTable(table: Tokens.Table, scope: Scope): Element {
  const row = (tag: string, cells: readonly Tokens.TableCell[]) =>
    container(
      'tr',
      {},
      cells.map(({ text, align }) =>
        block(tag, align ? { style: `text-align: ${align};` } : {}, readInline(text.trim(), scope)),
      ),
    )
  return container('table', {}, [
    container('thead', {}, [row('th', table.header)]),
    container(
      'tbody',
      {},
      table.rows.map((cells) => row('td', cells)),
    ),
  ])
}
