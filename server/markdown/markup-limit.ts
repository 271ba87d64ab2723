import { isElement, type Node } from './html.ts'

/**
 * Characters of HTML that a message may become. Longer would be a message made to be heavy: whoever opens the stream has
 * to read it, and the next 200.
 */
export const MAX_MARKUP = 150_000

/** What a text becomes is more than a message may be. */
export class TooMuchMarkup extends Error {
  override readonly name = 'TooMuchMarkup'
}

/** Counts what a text becomes while it is read: one that becomes too much costs no more than what is allowed. */
export class MarkupLimit {
  #length = 0

  /** @throws {TooMuchMarkup} */
  count(node: Node): void {
    this.#length += leastLength(node)
    if (this.#length > MAX_MARKUP) throw new TooMuchMarkup()
  }
}

/** Without what is in it, which is counted for itself. */
function leastLength(node: Node): number {
  if (!isElement(node)) return typeof node === 'string' ? node.length : node.html.length
  let length = 2 + node.tag.length
  for (const name in node.attributes) length += name.length + (node.attributes[name] ?? '').length + 4
  return length
}
