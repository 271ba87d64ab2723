import { Lexer, type Token, Tokenizer, type Tokens } from 'marked'
import { endOfFence, type Fence, matchFence } from './blocks/fence.ts'
import { endOfParagraph } from './blocks/lines.ts'
import { readList } from './blocks/list.ts'
import { endOfQuote, withoutMarks } from './blocks/quote.ts'
import { MAX_DEPTH } from './scope.ts'

/** What a message is made of, before its texts are looked into. */
export type BlockToken =
  | Tokens.Space
  | Tokens.Code
  | Tokens.Heading
  | Tokens.Hr
  | Tokens.Table
  | Tokens.Paragraph
  | { type: 'quote'; raw: string; tokens: BlockToken[] }
  | { type: 'spoiler'; raw: string; header: string; tokens: BlockToken[] }
  | { type: 'math'; raw: string; text: string }
  | { type: 'fenced'; raw: string; text: string; language: string }
  | { type: 'items'; raw: string; start: number | undefined; items: ItemToken[] }

export interface ItemToken {
  readonly isLoose: boolean
  readonly head: BlockToken[]
  readonly rest: BlockToken[]
}

/** What stands below the head of a table. */
const DELIMITER = /^ {0,3}[|:-][|: -]*$/
/** More than a message has characters to write them with. */
const MAX_CELLS = 10_000

/** @returns the blocks of a text, in which line breaks are `\n` */
export function lex(text: string): BlockToken[] {
  return new ChatLexer().read(text)
}

interface Text {
  readonly lines: readonly string[]
  readonly length: number
  /** the line looked at last, and where it begins */
  line: number
  offset: number
}

/** marked's blocks, but for those that Zulip reads differently. Texts stay unread, for `inline/`. */
class ChatLexer extends Lexer {
  readonly #texts: Text[] = []

  constructor() {
    const tokenizer = new ChatTokenizer()
    super({ gfm: true, tokenizer })
    tokenizer.chat = this
  }

  override inline(): Token[] {
    return []
  }

  /** The blocks in a text. Below the deepest level there is only text. */
  read(text: string): BlockToken[] {
    if (this.#texts.length >= MAX_DEPTH) return [{ type: 'paragraph', raw: text, text, tokens: [] }]
    this.#texts.push({ lines: text.split('\n'), length: text.length, line: 0, offset: 0 })
    const tokens: Token[] = this.blockTokens(text)
    this.#texts.pop()
    // Of marked's own types only those above can come: the tokenizer makes no others.
    return tokens as BlockToken[]
  }

  /** All lines of the text being read, and which of them `rest` begins with. */
  linesAt(rest: string): { lines: readonly string[]; from: number } {
    const text = this.#texts.at(-1)
    if (!text) return { lines: rest.split('\n'), from: 0 }
    const offset = text.length - rest.length
    while (text.offset < offset) text.offset += (text.lines[text.line++]?.length ?? 0) + 1
    return { lines: text.lines, from: text.line }
  }
}

class ChatTokenizer extends Tokenizer {
  chat!: ChatLexer

  /** marked would put it into the paragraph above, if there is one, which only ends where something new begins. */
  override code(): undefined {}

  override fences(rest: string): Tokens.Code | undefined {
    const indented = super.code(rest)
    if (indented) return indented
    const { lines, from } = this.#linesAt(rest)
    const fence = matchFence(lines[from] ?? '')
    if (!fence) return undefined
    const end = endOfFence(lines, from, fence)
    const isClosed = end > from + 1 && lines[end - 1]?.trim() === fence.mark
    const inside = lines.slice(from + 1, isClosed ? end - 1 : end)
    return this.#own({ ...this.#fenced(fence, inside), raw: lines.slice(from, end).join('\n') })
  }

  #fenced(fence: Fence, inside: readonly string[]): Unraw {
    const text = inside.map((line) => line.trimEnd()).join('\n')
    const language = fence.language.toLowerCase()
    const lexer = this.chat
    if (language === 'quote' || language === 'quoted') return { type: 'quote', tokens: lexer.read(text) }
    if (language === 'spoiler') return { type: 'spoiler', header: fence.header, tokens: lexer.read(text) }
    if (language === 'math') return { type: 'math', text }
    return { type: 'fenced', text, language: fence.language }
  }

  override blockquote(rest: string): Tokens.Blockquote | undefined {
    const { lines, from } = this.#linesAt(rest)
    const end = endOfQuote(lines, from)
    if (end === undefined) return undefined
    const quoted = lines.slice(from, end)
    return this.#own({ type: 'quote', raw: quoted.join('\n'), tokens: this.chat.read(withoutMarks(quoted)) })
  }

  override list(rest: string): Tokens.List | undefined {
    const { lines, from } = this.#linesAt(rest)
    const list = readList(lines, from)
    if (!list) return undefined
    const items = list.items.map(({ head, rest: more, isLoose }) => ({
      isLoose,
      head: this.chat.read(head.join('\n')),
      rest: this.chat.read(more.join('\n')),
    }))
    return this.#own({ type: 'items', raw: lines.slice(from, list.end).join('\n'), start: list.start, items })
  }

  override heading(rest: string): Tokens.Heading | undefined {
    const heading = super.heading(rest)
    return heading?.text ? heading : undefined
  }

  override paragraph(rest: string): Tokens.Paragraph {
    const { lines, from } = this.#linesAt(rest)
    const raw = lines.slice(from, endOfParagraph(lines, from)).join('\n')
    return { type: 'paragraph', raw, text: raw.trimStart(), tokens: [] }
  }

  /** Rows are filled up to the width of the first: a wide one with many short ones below would grow without end. */
  override table(rest: string): Tokens.Table | undefined {
    const { lines, from } = this.#linesAt(rest)
    if (!DELIMITER.test(lines[from + 1] ?? '')) return undefined
    const [, head = '', , rows = ''] = this.rules.block.table.exec(rest) ?? []
    const cells = head.split('|').length * rows.split('\n').length
    return head === '' || cells > MAX_CELLS ? undefined : super.table(rest)
  }

  override html(): undefined {}
  override def(): undefined {}
  override lheading(): undefined {}

  #linesAt(rest: string) {
    return this.chat.linesAt(rest)
  }

  /** marked passes tokens on as they are, whatever their type. */
  #own<T extends Token>(token: BlockToken): T {
    return token as unknown as T
  }
}

type WithoutRaw<T> = T extends unknown ? Omit<T, 'raw'> : never
type Unraw = WithoutRaw<Extract<BlockToken, { type: 'quote' | 'spoiler' | 'math' | 'fenced' }>>
