import { codeOf, codeOfText, EMOTICONS, nameOf } from '../emoji/index.ts'
import { inline, type Node } from '../html.ts'
import type { Stage } from './stages.ts'

/** One that comes with every Zulip server; texts that came from there have it. */
const ZULIP = '/static/generated/emoji/images/emoji/unicode/zulip.png'
const NAME = /:([\p{L}\p{N}_\-+]+):/gu
/** https://unicode.org/reports/tr51/#EBNF_and_Regex */
const CHARACTERS =
  /\p{RI}\p{RI}|\p{Emoji}(?:\p{Emoji_Modifier}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{Emoji_Modifier}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?))*/gu
/** Numbers, arrows and the like, which are text unless something says otherwise. */
const IS_TEXT = /^\P{Emoji_Presentation}\u20E3?$/u

function unicodeEmoji(code: string, written: string): Node {
  const title = written.slice(1, -1).replaceAll('_', ' ')
  return inline('span', { 'aria-label': title, class: `emoji emoji-${code}`, role: 'img', title }, [written])
}

function customEmoji(src: string, written: string): Node {
  return inline('img', { alt: written, class: 'emoji', src, title: written.slice(1, -1).replaceAll('_', ' ') }, [])
}

/** `:name:` */
export const namedEmoji: Stage = {
  sign: ':',
  run: (text, hold, { context }) =>
    text.replace(NAME, (written: string, name: string) => {
      const own = context.customEmoji(name) ?? (name === 'zulip' ? ZULIP : undefined)
      if (own !== undefined) return hold(customEmoji(own, written))
      const code = codeOf(name)
      return code === undefined ? written : hold(unicodeEmoji(code, written))
    }),
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
let emoticonPattern: RegExp | undefined

/** `:)`, for whoever has that switched on; where a word could not go on. */
export const emoticon: Stage = {
  sign: undefined,
  run: (text, hold, { context }) => {
    if (!context.translateEmoticons || !/[:;<]/.test(text)) return text
    const around = String.raw`,.;?!()\[\] "'\n\t`
    emoticonPattern ??= new RegExp(
      `(?<![^${around}])(?:${[...EMOTICONS.keys()].map(escapePattern).join('|')})(?![^${around}])`,
      'g',
    )
    return text.replace(emoticonPattern, (written) => {
      const name = EMOTICONS.get(written) ?? ''
      const code = codeOf(name)
      return code === undefined ? written : hold(unicodeEmoji(code, `:${name}:`))
    })
  },
}

export const emojiCharacters: Stage = {
  sign: undefined,
  run: (text, hold) => {
    // Everything below is a letter of some script or a sign.
    if (!/[\u203C-\u{1FFFF}]/u.test(text) && !text.includes('\u20E3')) return text
    return text.replace(CHARACTERS, (written) => {
      if (IS_TEXT.test(written)) return written
      const code = codeOfText(written)
      const name = nameOf(code)
      return name === undefined ? written : hold(unicodeEmoji(code, `:${name}:`))
    })
  },
}
