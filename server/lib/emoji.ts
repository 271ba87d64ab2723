import { gemoji } from 'gemoji'

/** Names that Zulip has for an emoji beside the common ones; its clients write them. */
const MORE_NAMES: Readonly<Record<string, string>> = {
  check: '2705',
  working_on_it: '1f6e0',
  thumbs_up: '1f44d',
  thumbs_down: '1f44e',
  slight_smile: '1f642',
  cross_mark: '274c',
  laughing: '1f606',
  party_popper: '1f389',
  time_ticking: '23f3',
}

/** Code points in hexadecimal without the variation selector, joined by hyphens, as Zulip names them. */
function codeOf(emoji: string): string {
  return [...emoji]
    .map((character) => (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0'))
    .filter((code) => code !== 'fe0f')
    .join('-')
}

const byName = new Map<string, string>()
const namesOf = new Map<string, string[]>()
for (const { emoji, names } of gemoji) {
  const code = codeOf(emoji)
  namesOf.set(code, [...names])
  for (const name of names) byName.set(name, code)
}
for (const [name, code] of Object.entries(MORE_NAMES)) {
  if (!byName.has(name)) byName.set(name, code)
  const names = namesOf.get(code)
  if (names && !names.includes(name)) names.unshift(name)
}

/** The code of a Unicode emoji by one of its names. */
export function emojiCode(name: string): string | undefined {
  return byName.get(name)
}

export function isEmojiCode(code: string): boolean {
  return namesOf.has(code)
}

/** All Unicode emoji, each with its names, by code. */
export function emojiNames(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(namesOf)
}
