import { inline, type Node } from '../html.ts'
import type { Scope } from '../scope.ts'
import { autolink } from './autolink.ts'
import { code } from './code.ts'
import { emojiCharacters, emoticon, namedEmoji } from './emoji.ts'
import { emphasis, strikethrough, strong, strongEmphasis } from './emphasis.ts'
import { entity } from './entity.ts'
import { link } from './link.ts'
import { linkify } from './linkify.ts'
import { groupMention, userMention } from './mention.ts'
import { HELD, type Stage } from './stages.ts'
import { streamLink } from './stream-link.ts'
import { tex } from './tex.ts'
import { timestamp } from './timestamp.ts'

const lineBreak: Stage = {
  sign: '\n',
  run: (text, hold) => text.replaceAll('\n', () => `${hold(inline('br', {}, []))}\n`),
}

/** In this order, which is Zulip's: what is found first is nothing to those after it. */
const STAGES: readonly Stage[] = [
  code,
  strongEmphasis,
  userMention,
  tex,
  streamLink,
  timestamp,
  groupMention,
  link,
  autolink,
  linkify,
  entity,
  strong,
  emphasis,
  strikethrough,
  namedEmoji,
  emoticon,
  emojiCharacters,
  lineBreak,
]

/** What is in a line or a paragraph. Each stage goes over the whole text once. */
export function readInline(text: string, scope: Scope): Node[] {
  const held: Node[] = []
  const hold = (node: Node) => {
    scope.markup.count(node)
    return `\uFDD0${held.push(node) - 1}\uFDD1`
  }
  const readFrom = (part: string, first: number): Node[] => {
    let read = part
    for (let index = first; index < STAGES.length; index++) {
      const stage = STAGES[index]
      if (!stage || (stage.sign !== undefined && !read.includes(stage.sign))) continue
      read = stage.run(read, hold, scope, {
        read: (inner) => readFrom(inner, index + 1),
        keep: (inner) => put(inner, held),
      })
    }
    return put(read, held)
  }
  return readFrom(text, 0)
}

function put(text: string, held: readonly Node[]): Node[] {
  if (!text.includes('\uFDD0')) return text === '' ? [] : [text]
  // Every second part is a number.
  return text.split(HELD).flatMap((part, index) => {
    if (index % 2 === 0) return part === '' ? [] : part
    return held[Number(part)] ?? []
  })
}
