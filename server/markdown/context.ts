import { drawCode } from './draw/code.ts'
import { drawFormula } from './draw/formula.ts'
import type { Effort } from './effort.ts'

/** What the renderer knows of the organization. Everything is looked up beforehand, by `findReferences`. */
export interface RenderContext {
  /** Colors code and sets formulas: the two things that can take long. */
  readonly draw: Draw
  /** `https://host:port` of this server: links to it become relative. */
  readonly origin: string
  /** By name, and by id for `Name|id`. Names are as they are written, not in another case. */
  readonly users: (nameOrId: string | number) => MentionedUser | undefined
  readonly groups: (name: string) => MentionedGroup | undefined
  readonly streams: (name: string) => { readonly id: number; readonly name: string } | undefined
  /** The address of a custom emoji by its name. */
  readonly customEmoji: (name: string) => string | undefined
  readonly linkifiers: readonly Linkifier[]
  readonly translateEmoticons: boolean
  readonly defaultCodeLanguage: string
  /** `undefined`: pictures and films behind links are not shown. */
  readonly media: Media | undefined
  /** `undefined`: pages behind links are not described. */
  readonly pages: ((url: string) => PagePreview | null | undefined) | undefined
}

export interface Draw {
  /** @returns the markup of code, one token an element; undefined: it stays without colors */
  readonly code: (code: string, language: string) => string | undefined
  /** @returns the markup of a formula; undefined: it is shown as it was written */
  readonly formula: (source: string, isBlock: boolean) => string | undefined
}

export interface MentionedUser {
  readonly id: number
  readonly name: string
  readonly isActive: boolean
}

export interface MentionedGroup {
  readonly id: number
  readonly name: string
  readonly isActive: boolean
}

/** Finds what an organization wants linked, as far as the effort goes that the text is worth. */
export interface Linkifier {
  readonly find: (text: string, effort: Effort) => readonly Linkified[]
}

export interface Linkified {
  readonly start: number
  readonly end: number
  readonly url: string
}

export interface Media {
  /** Where a picture from outside is fetched through, so that its host sees no reader. */
  readonly proxy: (url: string) => string
  /** The same for a film; undefined: it is not shown, only linked. */
  readonly proxyFilm: (url: string) => string | undefined
  /** A picture that was uploaded here, by its path behind `/user_uploads/`; undefined: it is no picture. */
  readonly upload: (path: string) => UploadedImage | undefined
}

export interface UploadedImage {
  readonly width: number
  readonly height: number
  readonly contentType: string
  /** The address of its smaller form; undefined: not made yet. */
  readonly thumbnail: string | undefined
  readonly isAnimated: boolean
}

/** `null`: there is nothing to show. */
export interface PagePreview {
  readonly title: string | undefined
  readonly description: string | undefined
  readonly image: string | undefined
}

/** For texts without an organization, and for the parts of it that a caller does not have. */
export const EMPTY_CONTEXT: RenderContext = {
  draw: { code: drawCode, formula: drawFormula },
  origin: '',
  users: () => undefined,
  groups: () => undefined,
  streams: () => undefined,
  customEmoji: () => undefined,
  linkifiers: [],
  translateEmoticons: false,
  defaultCodeLanguage: '',
  media: undefined,
  pages: undefined,
}
