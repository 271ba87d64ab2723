import { EMPTY_CONTEXT, type RenderContext, renderMarkdown } from '../../../server/markdown/index.ts'

/** The markup of a text, in an organization that has only what is given. */
export function html(text: string, context: Partial<RenderContext> = {}): string {
  return renderMarkdown(text, { ...EMPTY_CONTEXT, ...context }).html
}
