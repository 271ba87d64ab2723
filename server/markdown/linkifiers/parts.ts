/** What linkifiers take for a space: one may begin behind it. */
const SPACE = /[\t\n\f\r\u0085\p{Z}]/u

/**
 * A text in parts of at most so many characters, each with its place, cut behind spaces. What has none for longer than
 * that is left out: nothing begins in the middle of it.
 */
export function* partsOf(text: string, most: number): Generator<readonly [at: number, part: string]> {
  let at = 0
  while (text.length - at > most) {
    let end = at + most
    while (end > at && !SPACE.test(text[end - 1] ?? '')) end--
    if (end > at) yield [at, text.slice(at, end)]
    else end = endOfWord(text, at + most)
    at = end
  }
  yield [at, text.slice(at)]
}

function endOfWord(text: string, from: number): number {
  const next = text.slice(from).search(SPACE)
  return next < 0 ? text.length : from + next
}
