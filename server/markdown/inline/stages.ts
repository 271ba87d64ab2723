import type { Node } from '../html.ts'
import type { Scope } from '../scope.ts'

/** Keeps what was made, and leaves a mark in the text for it that no later stage reads. */
export type Hold = (node: Node) => string

/** @returns the mark that stands for the link; undefined for an address that must not be linked */
export type MakeLink = (url: string, text: string) => string | undefined

/** What a part of a text is. */
export interface Inside {
  /** by the stages that come after */
  readonly read: (text: string) => Node[]
  /** just as it was written, with what was read in it before */
  readonly keep: (text: string) => Node[]
}

/** Reads one kind of markup in a text. */
export interface Stage {
  /** The text is looked through only if it has this. */
  readonly sign: string | undefined
  readonly run: (text: string, hold: Hold, scope: Scope, inside: Inside) => string
}

/** What may be in front of mentions, links and the like. */
export const BEFORE = String.raw`(?<![^\s'"(\{\[/<])`

/** A held node: its number between two characters that Unicode keeps out of texts; `render` takes them out of ours. */
export const HELD = /\uFDD0(\d+)\uFDD1/
