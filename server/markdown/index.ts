import { build } from './build.ts'
import type { RenderContext } from './context.ts'
import { Effort } from './effort.ts'
import { escapeText } from './escape.ts'
import { type Node, serialize } from './html.ts'
import { lex } from './lexer.ts'
import { MAX_MARKUP, MarkupLimit, TooMuchMarkup } from './markup-limit.ts'
import { normalize } from './normalize.ts'
import { showPreviews } from './previews.ts'
import type { Found } from './scope.ts'

export {
  type Draw,
  EMPTY_CONTEXT,
  type Linkified,
  type Linkifier,
  type RenderContext,
  type UploadedImage,
} from './context.ts'
export { drawCode } from './draw/code.ts'
export { drawFormula } from './draw/formula.ts'
export { encodeHash, streamHash } from './inline/hash.ts'
export { findReferences } from './references.ts'
export { textOf } from './text.ts'
export { findTopicLinks, type TopicLink } from './topic-links.ts'

/** A text as it is shown, and whom and what it names. */
export interface Rendered {
  readonly html: string
  /** ids of users called by name */
  readonly users: readonly number[]
  readonly groups: readonly number[]
  readonly mentionsStream: boolean
  /** whoever has spoken in the topic */
  readonly mentionsTopic: boolean
  readonly hasLink: boolean
  readonly hasImage: boolean
  /** Behind `/user_uploads/`. Whether there is such a file, and the author may share it, is for the caller. */
  readonly attachments: readonly string[]
  /** Pictures that were uploaded and have no smaller form yet. */
  readonly waitingThumbnails: readonly string[]
  /** Pages to describe, which the context did not know. */
  readonly waitingPages: readonly string[]
}

/**
 * Zulip's Markdown. https://zulip.com/help/format-your-message-using-markdown
 * Takes time linear in the text; whatever fails, the text is shown as it was typed.
 */
export function render(text: string, context: RenderContext): Rendered {
  try {
    return renderMarkdown(text, context)
  } catch {
    return renderPlain(text)
  }
}

/** For tests: a mistake of ours is thrown, where `render` covers it up. */
export function renderMarkdown(text: string, context: RenderContext): Rendered {
  try {
    const rendered = readAndWrite(text, context)
    return rendered.html.length > MAX_MARKUP ? renderPlain(text) : rendered
  } catch (error) {
    if (error instanceof TooMuchMarkup) return renderPlain(text)
    throw error
  }
}

function readAndWrite(text: string, context: RenderContext): Rendered {
  const found: Found = { users: new Set(), groups: new Set(), mentionsStream: false, mentionsTopic: false }
  const scope = { context, found, effort: new Effort(), markup: new MarkupLimit(), isQuoted: false }
  const nodes = build(lex(normalize(text)), scope)
  const previews = showPreviews(nodes, context)
  return {
    html: serialize(nodes).trimEnd(),
    users: [...found.users],
    groups: [...found.groups],
    mentionsStream: found.mentionsStream,
    mentionsTopic: found.mentionsTopic,
    ...previews,
  }
}

/** As it was typed. */
export function renderPlain(text: string): Rendered {
  const lines: Node[] = [{ html: `<p>${escapeText(normalize(text).trim()).replaceAll('\n', '<br>\n')}</p>` }]
  return {
    html: serialize(lines),
    users: [],
    groups: [],
    mentionsStream: false,
    mentionsTopic: false,
    hasLink: false,
    hasImage: false,
    attachments: [],
    waitingThumbnails: [],
    waitingPages: [],
  }
}
