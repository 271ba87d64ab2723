import katex from 'katex'

/** Formulas that take longer than a person's patience are shown as they were written. */
const MAX_LENGTH = 5_000
/** Macros may name each other: a short formula could grow without end. */
const MAX_EXPAND = 100

/** What is moved or stretched so far would stand on other people's messages, or make a feed endless. */
const FAR = /[:-]\d{3,}(?:\.\d+)?em/

/** KaTeX has no shapes for these, and writes a warning to the log for each. */
const UNKNOWN = /\uFFFD|\p{Co}|\p{Cn}|\p{Extended_Pictographic}|\p{RI}|\p{Default_Ignorable_Code_Point}|\u20E3/u

/** @returns the markup of a formula; undefined: it has a mistake */
export function drawFormula(source: string, isBlock: boolean): string | undefined {
  if (source.length > MAX_LENGTH || UNKNOWN.test(source)) return undefined
  try {
    const options = { displayMode: isBlock, maxExpand: MAX_EXPAND, maxSize: 20, strict: false, trust: false } as const
    const markup = katex.renderToString(source, options)
    return FAR.test(markup) ? undefined : markup
  } catch {
    return undefined
  }
}
