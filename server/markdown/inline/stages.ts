import type { Node } from '../html.ts'
import type { Scope } from '../scope.ts'

/** Keeps what was made, and leaves a mark in the text for it that no later stage reads. */
export type Hold = (node: Node) => string

/** Reads one kind of markup in a text. `inside` reads a part by the stages that come after. */
export interface Stage {
  /** The text is looked through only if it has this. */
  readonly sign: string | undefined
  readonly run: (text: string, hold: Hold, scope: Scope, inside: (text: string) => Node[]) => string
}

/** What may be in front of mentions, links and the like. */
export const BEFORE = String.raw`(?<![^\s'"(\{\[/<])`

/** A held node: its number between two characters that Unicode keeps out of texts; `render` takes them out of ours. */
export const HELD = /\uFDD0(\d+)\uFDD1/
