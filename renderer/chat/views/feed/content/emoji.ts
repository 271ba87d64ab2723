const CODE = /(?:^| )emoji-([0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*)(?: |$)/

/** The character itself instead of its name, which stays as its label. */
export function showEmoji(root: HTMLElement): void {
  for (const emoji of root.querySelectorAll('span.emoji')) {
    const code = CODE.exec(emoji.className)?.[1]
    const text = code && charactersOf(code)
    if (text) emoji.textContent = text
  }
}

function charactersOf(code: string): string | undefined {
  const points = code.split('-').map((part) => Number.parseInt(part, 16))
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined
}
