/** An element of a rendered message, or the text in it. */
interface Tree {
  readonly tag: string
  readonly attributes: string
  readonly children: (Tree | string)[]
}

const PIECE = /<(\/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+/g
const VOID = new Set(['br', 'hr', 'img'])
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/**
 * A rendered message as plain text, for notifications: emoji as characters, formulas as they were written, what a
 * spoiler hides left out, and of quotes only that they are there, unless there is nothing else.
 */
export function textOf(html: string): string {
  const tree = parse(html)
  const blocks = tree.children.filter((child) => typeof child !== 'string')
  const isQuote = blocks.length > 0 && blocks.every(({ tag }) => tag === 'blockquote')
  return textOfChildren(tree, { isQuote, hasQuoted: false, depth: 0 })
}

interface State {
  readonly isQuote: boolean
  hasQuoted: boolean
  /** of numbered lists in each other */
  readonly depth: number
}

/** Reads what `render` wrote, which is well formed. */
function parse(html: string): Tree {
  const root: Tree = { tag: '', attributes: '', children: [] }
  const open = [root]
  for (const [text, slash, tag, attributes = ''] of html.matchAll(PIECE)) {
    if (tag === undefined) open.at(-1)?.children.push(decode(text))
    else if (slash !== '') {
      if (open.length > 1) open.pop()
    } else {
      const element = { tag, attributes, children: [] }
      open.at(-1)?.children.push(element)
      if (!VOID.has(tag) && !attributes.endsWith('/')) open.push(element)
    }
  }
  return root
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name)] ?? entity
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    // Half of a character is none, here as in browsers.
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code).toWellFormed() : entity
  })
}

function textOfChildren({ children }: Tree, state: State): string {
  let text = ''
  for (let index = 0; index < children.length; index++) {
    const child = children[index]
    if (child === undefined) continue
    if (typeof child === 'string') {
      text += child
      continue
    }
    if (child.tag === 'blockquote' && !state.isQuote) {
      if (state.hasQuoted) continue
      state.hasQuoted = true
      text += '[…]'
    } else text += textOfElement(child, state)
    // The line break behind it.
    if ((child.tag === 'blockquote' && !state.isQuote) || isSpoiler(child)) index++
  }
  return text
}

function textOfElement(element: Tree, state: State): string {
  const classes = /class="([^"]*)"/.exec(element.attributes)?.[1] ?? ''
  const emoji = /\bemoji-([\da-f-]+)/.exec(classes)?.[1]
  if (emoji !== undefined)
    return emoji
      .split('-')
      .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
      .join('')
  if (element.tag === 'img') return decode(/alt="([^"]*)"/.exec(element.attributes)?.[1] ?? '')
  if (element.tag === 'ol') return textOfNumbered(element, state)
  if (element.tag === 'blockquote') return quoted(textOfChildren(element, state))
  if (isSpoiler(element)) return textOfSpoiler(element, state)
  if (classes === 'katex') return `$$${findText(element, 'annotation')}$$`
  return textOfChildren(element, state)
}

const isSpoiler = ({ attributes }: Tree) => attributes.includes('class="spoiler-block"')

function quoted(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => `> ${line}\n`).join('')
}

function textOfNumbered(list: Tree, state: State): string {
  const start = Number(/start="(\d+)"/.exec(list.attributes)?.[1] ?? 1)
  const indent = state.depth > 0 ? `\n${'  '.repeat(state.depth)}` : ''
  const items = list.children.filter((child) => typeof child !== 'string')
  return items
    .map((item, index) => {
      const text = textOfChildren(item, { ...state, depth: state.depth + 1 }).trim()
      return `${indent}${start + index}. ${text}`
    })
    .join('\n')
}

function textOfSpoiler({ children }: Tree, state: State): string {
  const header = children.find((child) => typeof child !== 'string')
  const title = header ? textOfChildren(header, state).trim() : ''
  return title === '' ? '(…)\n' : `${title} (…)\n`
}

/** The text of the first element with a tag. */
function findText(tree: Tree, tag: string): string {
  for (const child of tree.children) {
    if (typeof child === 'string') continue
    if (child.tag === tag) return child.children.filter((part) => typeof part === 'string').join('')
    const found = findText(child, tag)
    if (found !== '') return found
  }
  return ''
}
