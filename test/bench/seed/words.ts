const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bran clet drim flor grun'.split(' ')
const VOCABULARY = 20_000

/** A word of the made-up language by its rank: the lower, the more often it is said. */
export function word(rank: number): string {
  let rest = rank
  let text = ''
  do {
    text += SYLLABLES[rest % SYLLABLES.length] ?? ''
    rest = Math.floor(rest / SYLLABLES.length)
  } while (rest > 0)
  return `${text}n`
}

/** Ranks as in real texts: the n-th word comes about 1/n as often as the first. */
export function createText(random: () => number): (words: number) => string {
  const pick = () => word(Math.floor(VOCABULARY ** random()) - 1)
  return (words) => Array.from({ length: words }, pick).join(' ')
}
