import { escapeHtml, unescapeHtml } from '../../lib/escape-html.ts'

/** `@**Name**`, `@**Name|12**`, `@*group*`; an underscore after the @ names them without calling them. */
const MENTION = /@(_?)(?:\*\*([^*\n]{1,120})\*\*|\*([^*\n]{1,120})\*(?!\*))/g
const EVERYONE = /^(all|everyone|channel|stream)$/
const TOPIC = 'topic'

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
  /** whoever has spoken in the topic */
  readonly mentionsTopic: boolean
}

/** Paragraphs, line breaks and mentions; everything else is shown as it was typed. Takes time linear in the text. */
export function render(content: string, known: Mentionable): Rendered {
  const users = new Set<number>()
  const groups = new Set<number>()
  let mentionsEveryone = false
  let mentionsTopic = false
  const mention = (whole: string, silent: string, user?: string, group?: string): string => {
    const wildcard = user === undefined ? undefined : renderWildcard(user, silent !== '')
    if (wildcard !== undefined) {
      if (!silent && user === TOPIC) mentionsTopic = true
      else if (!silent) mentionsEveryone = true
      return wildcard
    }
    const isGroup = user === undefined
    const found = (isGroup ? known.groups : known.users).get(unescapeHtml(user ?? group ?? ''))
    if (!found) return whole
    if (!silent) (isGroup ? groups : users).add(found.id)
    return renderName(found, isGroup, silent !== '')
  }
  const inline = (text: string) => escapeHtml(text).replace(MENTION, mention)
  const paragraphs = content.split(/\n{2,}/).map((p) => `<p>${inline(p.trim()).replaceAll('\n', '<br>\n')}</p>`)
  return { html: paragraphs.join('\n'), users: [...users], groups: [...groups], mentionsEveryone, mentionsTopic }
}

function renderName({ id, name }: { id: number; name: string }, isGroup: boolean, isSilent: boolean): string {
  const [type, key] = isGroup ? ['user-group-mention', 'user-group-id'] : ['user-mention', 'user-id']
  const kind = isSilent ? ' silent' : ''
  return `<span class="${type}${kind}" data-${key}="${id}">${isSilent ? '' : '@'}${escapeHtml(name)}</span>`
}

/** A mention of many; undefined for a name. */
function renderWildcard(name: string, isSilent: boolean): string | undefined {
  const text = `${isSilent ? '' : '@'}${name}`
  const kind = isSilent ? ' silent' : ''
  if (name === TOPIC) return `<span class="topic-mention${kind}">${text}</span>`
  if (!EVERYONE.test(name)) return undefined
  return `<span class="user-mention channel-wildcard-mention${kind}" data-user-id="*">${text}</span>`
}

/** What the text writes between the stars of mentions. */
export function findMentions(content: string): { readonly users: string[]; readonly groups: string[] } {
  const found = [...content.matchAll(MENTION)]
  return { users: found.flatMap((m) => m[2] ?? []), groups: found.flatMap((m) => m[3] ?? []) }
}
