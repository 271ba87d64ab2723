import { encodeHash, streamHash } from '../../markdown/index.ts'

interface Stream {
  readonly id: number
  readonly name: string
}

/** What means something in Markdown before a link does: a name with it would be no link, and could call people. */
const SPECIAL = /[*`]|\$\$/
/** What is shown in place of it, and of brackets within them: the text of a link is shown as it is, without escapes. */
const STAND_INS: Readonly<Record<string, string>> = { '*': '∗', '`': 'ˋ', $$: '$ $', '[': '(', ']': ')' }

/** Markdown that names somebody without calling them. */
export function mentionOf({ id, fullName }: { readonly id: number; readonly fullName: string }): string {
  return `@_**${fullName}|${id}**`
}

/** Markdown that links to a stream, or to a topic in it, whatever they are called. */
export function linkTo({ id, name }: Stream, topic?: string): string {
  const isPlain = !SPECIAL.test(name) && !SPECIAL.test(topic ?? '')
  if (isPlain && topic === undefined) return `#**${name}**`
  // The name ends at the first of these.
  if (isPlain && !name.includes('>')) return `#**${name}>${topic}**`
  const shown = (topic === undefined ? name : `${name} > ${topic}`).replace(
    /[*`[\]]|\$\$/g,
    (special) => STAND_INS[special] ?? '',
  )
  const place = topic === undefined ? '' : `/topic/${encodeHash(topic)}`
  return `[#${shown}](#narrow/channel/${streamHash(id, name)}${place})`
}
