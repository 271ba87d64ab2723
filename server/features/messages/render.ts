const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c)

export interface Rendered {
  readonly html: string
  /** full names written as @**name** */
  readonly mentions: readonly string[]
  readonly mentionsEveryone: boolean
}

/** Paragraphs, line breaks and mentions; everything else is shown as it was typed. Takes time linear in the text. */
export function render(content: string, userIds: ReadonlyMap<string, number>): Rendered {
  const mentions: string[] = []
  let mentionsEveryone = false
  const inline = (text: string) =>
    escapeHtml(text).replace(/@\*\*([^*\n]{1,100})\*\*/g, (whole, name: string) => {
      if (/^(all|everyone|channel|stream)$/.test(name)) {
        mentionsEveryone = true
        return `<span class="user-mention channel-wildcard-mention" data-user-id="*">@${name}</span>`
      }
      const id = userIds.get(name)
      if (id === undefined) return whole
      mentions.push(name)
      return `<span class="user-mention" data-user-id="${id}">@${name}</span>`
    })
  const paragraphs = content.split(/\n{2,}/).map((p) => `<p>${inline(p.trim()).replaceAll('\n', '<br>\n')}</p>`)
  return { html: paragraphs.join('\n'), mentions, mentionsEveryone }
}

/** Names that the text may mention, as written. */
export function findMentionedNames(content: string): string[] {
  return [...content.matchAll(/@\*\*([^*\n]{1,100})\*\*/g)].map((m) => m[1] ?? '')
}
