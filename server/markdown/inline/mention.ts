import { inline, type Node } from '../html.ts'
import type { Scope } from '../scope.ts'
import { BEFORE, type Stage } from './stages.ts'

/** `@**Name**`, `@**Name|12**`, `@*group*`; an underscore after the @ names them without calling them. */
const USER = new RegExp(String.raw`${BEFORE}@(_?)\*\*([^*\n]{1,120})\*\*`, 'g')
const GROUP = new RegExp(String.raw`${BEFORE}@(_?)\*([^*\n]{1,120})\*(?!\*)`, 'g')
const EVERYONE = new Set(['all', 'everyone', 'channel', 'stream'])
const TOPIC = 'topic'

function mentionUser(scope: Scope, isMarkedSilent: boolean, written: string): Node | undefined {
  const isSilent = isMarkedSilent || scope.isQuoted
  const many = mentionMany(scope, isSilent, written)
  if (many) return many
  const user = findUser(scope, written)
  if (!user) return undefined
  const isCalled = !isSilent && user.isActive
  if (isCalled) scope.found.users.add(user.id)
  const attributes = { class: isCalled ? 'user-mention' : 'user-mention silent', 'data-user-id': String(user.id) }
  return inline('span', attributes, [isCalled ? `@${user.name}` : user.name])
}

/** A mention of whoever is in the stream, or in the topic. */
function mentionMany({ found }: Scope, isSilent: boolean, written: string): Node | undefined {
  const silent = isSilent ? ' silent' : ''
  const text = isSilent ? written : `@${written}`
  if (written === TOPIC) {
    found.mentionsTopic ||= !isSilent
    return inline('span', { class: `topic-mention${silent}` }, [text])
  }
  if (!EVERYONE.has(written)) return undefined
  found.mentionsStream ||= !isSilent
  return inline('span', { class: `user-mention channel-wildcard-mention${silent}`, 'data-user-id': '*' }, [text])
}

/** With an id behind the name the name must be that one's, lest somebody be called by another's name. */
function findUser({ context }: Scope, written: string) {
  const withId = /^(.*)\|(\d{1,9})$/.exec(written)
  if (!withId) return context.users(written)
  const user = context.users(Number(withId[2]))
  return user && (withId[1] === '' || withId[1] === user.name) ? user : undefined
}

function mentionGroup({ context, found, isQuoted }: Scope, isSilent: boolean, name: string): Node | undefined {
  const group = context.groups(name)
  if (!group) return undefined
  const isCalled = !isSilent && !isQuoted && group.isActive
  if (isCalled) found.groups.add(group.id)
  const attributes = {
    class: isCalled ? 'user-group-mention' : 'user-group-mention silent',
    'data-user-group-id': String(group.id),
  }
  return inline('span', attributes, [isCalled ? `@${group.name}` : group.name])
}

function stage(pattern: RegExp, make: (scope: Scope, isSilent: boolean, name: string) => Node | undefined): Stage {
  return {
    sign: '@',
    run: (text, hold, scope) =>
      text.replace(pattern, (whole, silent: string, name: string) => {
        const node = make(scope, silent !== '', name)
        return node === undefined ? whole : hold(node)
      }),
  }
}

export const userMention = stage(USER, mentionUser)
export const groupMention = stage(GROUP, mentionGroup)

// Whatever is in front, for marks of quotes and tables will be gone; and all of them, also where they overlap.
const ANY_USER = /@_?\*\*(?=([^*\n]{1,120})\*\*)/g
const ANY_GROUP = /@_?\*(?=([^*\n]{1,120})\*(?!\*))/g

/** What a text writes between the stars of mentions, to be looked up before it is rendered. */
export function findMentions(text: string): { readonly users: string[]; readonly groups: string[] } {
  if (!text.includes('@')) return { users: [], groups: [] }
  return {
    users: [...text.matchAll(ANY_USER)].flatMap((match) => match[1] ?? []),
    groups: [...text.matchAll(ANY_GROUP)].flatMap((match) => match[1] ?? []),
  }
}
