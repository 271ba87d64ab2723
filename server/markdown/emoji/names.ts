// Facts of Zulip's protocol at feature level 330 (Unicode 15.1): a code, its canonical name, its other names.
// A table of our own, for names that change with the release of a package would change what old clients' texts mean.
import lines from './names.json' with { type: 'json' }

const SEPARATOR = '-'
const EMOJI_PRESENTATION = 'fe0f'

interface Index {
  readonly codes: ReadonlyMap<string, string>
  readonly names: ReadonlyMap<string, readonly [string, ...string[]]>
}

let index: Index | undefined

/** Built when it is first asked for: a page that shows no emoji pays nothing. */
function readIndex(): Index {
  if (index) return index
  const codes = new Map<string, string>()
  const names = new Map<string, readonly [string, ...string[]]>()
  for (const line of lines) {
    const [code = '', canonical = '', ...others] = line.split(' ')
    names.set(code, [canonical, ...others])
    for (const name of [canonical, ...others]) codes.set(name, code)
  }
  index = { codes, names }
  return index
}

/** The code of the Unicode emoji that has this name. */
export function codeOf(name: string): string | undefined {
  return readIndex().codes.get(name)
}

/** The canonical name, the one that emoji characters in a text get. */
export function nameOf(code: string): string | undefined {
  return readIndex().names.get(code)?.[0]
}

export function isEmojiCode(code: string): boolean {
  return readIndex().names.has(code)
}

/** All Unicode emoji by code, each with its names, the canonical one first. */
export function emojiNames(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(readIndex().names)
}

/** The code that these characters would have, whether or not there is such an emoji. */
export function codeOfText(characters: string): string {
  return [...characters]
    .map((character) => (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0'))
    .filter((code) => code !== EMOJI_PRESENTATION)
    .join(SEPARATOR)
}
