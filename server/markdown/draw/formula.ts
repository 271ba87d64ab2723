import katex from 'katex'

/** Formulas that take longer than a person's patience are shown as they were written. */
const MAX_LENGTH = 5_000
/** Macros may name each other: a short formula could grow without end. */
const MAX_EXPAND = 100

/** KaTeX has no shapes for these, and writes a warning to the log for each. */
const UNKNOWN = /\uFFFD|\p{Co}|\p{Cn}|\p{Extended_Pictographic}|\p{RI}|\p{Default_Ignorable_Code_Point}|\u20E3/u

/** @returns the markup of a formula; undefined: it has a mistake */
export function drawFormula(source: string, isBlock: boolean): string | undefined {
  if (source.length > MAX_LENGTH || UNKNOWN.test(source)) return undefined
  try {
    return katex.renderToString(source, {
      displayMode: isBlock,
      maxExpand: MAX_EXPAND,
      maxSize: 20,
      strict: false,
      trust: false,
    })
  } catch {
    return undefined
  }
}
