import { escapeText } from './escape.ts'

/** Something of a message as it is shown: text, an element, or markup of a library that is known to be safe. */
export type Node = string | Element | Markup

export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  children: Node[]
  /** On a line of its own; clients' tests and diffs rely on the line breaks that Zulip writes. */
  readonly isBlock?: boolean
  /** What is in it begins on a new line. */
  readonly isOpen?: boolean
}

/** Markup made by KaTeX or by our highlighter, never by an author. */
export interface Markup {
  readonly html: string
}

/** Elements that end with their tag. */
const VOID = new Set(['br', 'hr', 'img'])

export function inline(tag: string, attributes: Record<string, string>, children: Node[]): Element {
  return { tag, attributes, children }
}

export function block(tag: string, attributes: Record<string, string>, children: Node[]): Element {
  return { tag, attributes, children, isBlock: true }
}

/** A block whose content stands on lines of its own. */
export function container(tag: string, attributes: Record<string, string>, children: Node[]): Element {
  return { tag, attributes, children, isBlock: true, isOpen: true }
}

export function isElement(node: Node): node is Element {
  return typeof node === 'object' && 'tag' in node
}

export function serialize(nodes: readonly Node[]): string {
  let html = ''
  for (const node of nodes) {
    if (typeof node === 'string') html += escapeText(node)
    else if ('html' in node) html += node.html
    else html += serializeElement(node)
  }
  return html
}

function serializeElement({ tag, attributes, children, isBlock, isOpen }: Element): string {
  let start = `<${tag}`
  for (const [name, value] of Object.entries(attributes)) start += ` ${name}="${escapeAttribute(value)}"`
  const end = isBlock ? '\n' : ''
  if (VOID.has(tag)) return `${start}>${end}`
  return `${start}>${isOpen ? '\n' : ''}${serialize(children)}</${tag}>${end}`
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
}
