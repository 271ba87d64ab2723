import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'

/** What the head of a page says of it, as it stands there. */
export interface PageFacts {
  /** Contents of `meta` by property or name, in lower case; the first one counts. */
  readonly meta: ReadonlyMap<string, string>
  readonly title: string
  /** Address of an oEmbed description as JSON. */
  readonly oembed: string | undefined
}

const MAX_TEXT = 2_000

/**
 * Reads the head of a page. Works on tokens alone: a tree, or only a list of what is open, would make deep or crooked
 * nesting costly. Takes time linear in the text.
 */
export function readPage(html: string): PageFacts {
  const meta = new Map<string, string>()
  let title: string | undefined
  let oembed: string | undefined
  let tag = ''
  let isInTitle = false
  let name = ''
  let value = ''
  let attributes = new Map<string, string>()

  const addText = (text: string) => {
    if (isInTitle && (title?.length ?? 0) < MAX_TEXT) title = (title ?? '') + text
  }
  const endTag = () => {
    if (tag === 'body') tokenizer.pause()
    else if (tag === 'title') isInTitle = title === undefined
    else if (tag === 'meta') noteMeta(meta, attributes)
    else if (tag === 'link') oembed ??= oembedOf(attributes)
    tag = ''
  }
  const callbacks: TokenizerCallbacks = {
    onopentagname(start, end) {
      tag = html.slice(start, end).toLowerCase()
      attributes = new Map()
    },
    onattribname(start, end) {
      name = html.slice(start, end).toLowerCase()
      value = ''
    },
    onattribdata(start, end) {
      if (value.length < MAX_TEXT) value += html.slice(start, end)
    },
    onattribentity(code) {
      if (value.length < MAX_TEXT) value += String.fromCodePoint(code)
    },
    onattribend() {
      if (tag === 'meta' || tag === 'link') attributes.set(name, value)
    },
    onopentagend: endTag,
    onselfclosingtag: endTag,
    onclosetag(start, end) {
      const closed = html.slice(start, end).toLowerCase()
      if (closed === 'title') isInTitle = false
      if (closed === 'head') tokenizer.pause()
    },
    ontext: (start, end) => addText(html.slice(start, end)),
    ontextentity: (code) => addText(String.fromCodePoint(code)),
    oncdata: () => undefined,
    oncomment: () => undefined,
    ondeclaration: () => undefined,
    onprocessinginstruction: () => undefined,
    onend: () => undefined,
  }
  const tokenizer = new Tokenizer({ decodeEntities: true }, callbacks)
  tokenizer.write(html)
  return { meta, title: title ?? '', oembed }
}

function noteMeta(meta: Map<string, string>, attributes: ReadonlyMap<string, string>): void {
  const name = (attributes.get('property') ?? attributes.get('name') ?? '').toLowerCase()
  const content = attributes.get('content')
  if (name !== '' && content && !meta.has(name)) meta.set(name, content)
}

function oembedOf(attributes: ReadonlyMap<string, string>): string | undefined {
  const isOembed = attributes.get('type')?.toLowerCase() === 'application/json+oembed'
  return isOembed && /\balternate\b/i.test(attributes.get('rel') ?? '') ? attributes.get('href') : undefined
}
