import type { RenderContext } from './context.ts'
import type { Effort } from './effort.ts'
import type { MarkupLimit } from './markup-limit.ts'

/** What a rendering has found so far. */
export interface Found {
  readonly users: Set<number>
  readonly groups: Set<number>
  mentionsStream: boolean
  mentionsTopic: boolean
}

/** Where in a message something stands. */
export interface Scope {
  readonly context: RenderContext
  readonly found: Found
  readonly effort: Effort
  readonly markup: MarkupLimit
  /** In a quote nobody is called. */
  readonly isQuoted: boolean
}

/** Deeper is shown as plain text: no person writes it, and each level costs stack. */
export const MAX_DEPTH = 24
