import { escapeHtml, unescapeHtml } from '../../lib/escape-html.ts'

/** `@**Name**`, `@**Name|12**`, `@*group*`; an underscore after the @ names them without calling them. */
const MENTION = /@(_?)(?:\*\*([^*\n]{1,120})\*\*|\*([^*\n]{1,120})\*(?!\*))/g
const EVERYONE = /^(all|everyone|channel|stream)$/

/** Who may be mentioned, by what is written between the stars. */
export interface Mentionable {
  readonly users: ReadonlyMap<string, { readonly id: number; readonly name: string }>
  readonly groups: ReadonlyMap<string, { readonly id: number; readonly name: string }>
}

export interface Rendered {
  readonly html: string
  /** ids of users called by name */
  readonly users: readonly number[]
  readonly groups: readonly number[]
  readonly mentionsEveryone: boolean
}

/** Paragraphs, line breaks and mentions; everything else is shown as it was typed. Takes time linear in the text. */
export function render(content: string, known: Mentionable): Rendered {
  const users = new Set<number>()
  const groups = new Set<number>()
  let mentionsEveryone = false
  const mention = (whole: string, silent: string, user?: string, group?: string): string => {
    const kind = silent ? ' silent' : ''
    const at = silent ? '' : '@'
    if (user !== undefined && EVERYONE.test(user)) {
      mentionsEveryone ||= !silent
      return `<span class="user-mention channel-wildcard-mention${kind}" data-user-id="*">${at}${user}</span>`
    }
    const found = user === undefined ? known.groups.get(unescapeHtml(group ?? '')) : known.users.get(unescapeHtml(user))
    if (!found) return whole
    if (!silent) (user === undefined ? groups : users).add(found.id)
    const name = escapeHtml(found.name)
    return user === undefined
      ? `<span class="user-group-mention${kind}" data-user-group-id="${found.id}">${at}${name}</span>`
      : `<span class="user-mention${kind}" data-user-id="${found.id}">${at}${name}</span>`
  }
  const inline = (text: string) => escapeHtml(text).replace(MENTION, mention)
  const paragraphs = content.split(/\n{2,}/).map((p) => `<p>${inline(p.trim()).replaceAll('\n', '<br>\n')}</p>`)
  return { html: paragraphs.join('\n'), users: [...users], groups: [...groups], mentionsEveryone }
}

/** What the text writes between the stars of mentions. */
export function findMentions(content: string): { readonly users: string[]; readonly groups: string[] } {
  const found = [...content.matchAll(MENTION)]
  return { users: found.flatMap((m) => m[2] ?? []), groups: found.flatMap((m) => m[3] ?? []) }
}
