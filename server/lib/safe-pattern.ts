/** What makes a text no pattern, or one that could be slow. */
export class PatternError extends Error {}

const MAX_NESTING = 20
const MAX_REPEAT = 1000
const QUANTIFIER = /(?:[*+?]|\{(\d{1,5})(?:(,)(\d{1,5})?)?\})\??/y
const GROUP = /\((?:\?(?:P?<([A-Za-z_]\w*)>|:))?/y
const CLASS = /\[\^?\]?(?:[^\]\\[]|\\[\s\S]|\[(?![:.=]))*\]/y
/** Classes, boundaries, control characters, and any sign. */
const ESCAPE = /\\(?:[dDwWsSbBnrtfv]|x[0-9A-Fa-f]{2}|[^\w\s])/y

/**
 * Reads a regular expression in what RE2, Python and JavaScript have in common: nothing that looks around or refers back,
 * and nothing repeated that varies itself, by which an engine that tries one way after the other could take for ever.
 * @returns the names of its groups
 * @throws {PatternError}
 */
export function parsePattern(pattern: string): ReadonlySet<string> {
  return new PatternReader(pattern).read()
}

class PatternReader {
  readonly #text: string
  readonly #names = new Set<string>()
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): ReadonlySet<string> {
    if (this.#text === '') throw new PatternError('empty')
    this.#alternatives(0)
    if (this.#at < this.#text.length) throw new PatternError('missing (')
    return this.#names
  }

  /** @returns whether what it matches can have several lengths or forms */
  #alternatives(depth: number): boolean {
    if (depth > MAX_NESTING) throw new PatternError('nested too deeply')
    let varies = false
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === '|') {
        varies = true
        this.#at += 1
      } else if (this.#term(depth)) varies = true
    }
    return varies
  }

  #term(depth: number): boolean {
    const varies = this.#atom(depth)
    const found = this.#take(QUANTIFIER)
    if (!found) return varies
    if (this.#take(QUANTIFIER)) throw new PatternError('multiple repeat')
    const { least, most } = repeats(found)
    if (most > 1 && varies) throw new PatternError('repeats what varies')
    return varies || least !== most
  }

  #atom(depth: number): boolean {
    const sign = this.#text[this.#at] ?? ''
    if (sign === '(') return this.#group(depth)
    if (sign === '[') {
      if (!this.#take(CLASS)) throw new PatternError('missing ]')
    } else if (sign === '\\') {
      if (!this.#take(ESCAPE)) throw new PatternError('bad escape')
    } else if ('*+?'.includes(sign)) throw new PatternError('nothing to repeat')
    else this.#at += 1
    return false
  }

  #group(depth: number): boolean {
    const name = this.#take(GROUP)?.[1]
    if (this.#text[this.#at] === '?') throw new PatternError('unknown kind of group')
    if (name !== undefined) {
      if (this.#names.has(name)) throw new PatternError('duplicate group name')
      this.#names.add(name)
    }
    const varies = this.#alternatives(depth + 1)
    if (this.#text[this.#at] !== ')') throw new PatternError('missing )')
    this.#at += 1
    return varies
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#at
    const found = token.exec(this.#text) ?? undefined
    if (found) this.#at = token.lastIndex
    return found
  }
}

function repeats([text, from, comma, to]: RegExpExecArray): { least: number; most: number } {
  if (from === undefined) return { least: text.startsWith('+') ? 1 : 0, most: text.startsWith('?') ? 1 : Infinity }
  const least = Number(from)
  const most = comma === undefined ? least : to === undefined ? Infinity : Number(to)
  if (least > MAX_REPEAT || most < least || (most !== Infinity && most > MAX_REPEAT)) {
    throw new PatternError('bad repeat count')
  }
  return { least, most }
}
