/** A message shows so many previews at most. */
const MAX_LINKS = 5
const MAX_URL = 2_000

const CODE = /(`{3,}|~{3,})[\s\S]*?(?:\1|$)|`[^`\n]*`/g
const LINK = /https?:\/\/[^\s<>"'`\\^{|}]+/gi

/** Addresses in a text that previews are fetched of: the first few, none twice, none inside code. */
export function findLinks(content: string): string[] {
  const found = new Set<string>()
  for (const [text] of content.replace(CODE, ' ').matchAll(LINK)) {
    if (text.length > MAX_URL) continue
    const url = withoutTail(text)
    if (URL.canParse(url)) found.add(url)
    if (found.size === MAX_LINKS) break
  }
  return [...found]
}

/** Without what belongs to the sentence, and without brackets that were opened before. */
function withoutTail(text: string): string {
  let url = text.replace(/[.,:;!?*_~]+$/, '')
  while (/[)\]]$/.test(url)) {
    const [close, open] = url.endsWith(')') ? [')', '('] : [']', '[']
    if (url.split(close).length <= url.split(open).length) break
    url = url.slice(0, -1).replace(/[.,:;!?*_~]+$/, '')
  }
  return url
}
