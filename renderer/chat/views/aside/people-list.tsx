import { Avatar } from '../../../ui/avatar.tsx'
import { Hidden } from '../../../ui/hidden.tsx'
import type { Chat } from '../../model/chat.ts'
import { directWith } from '../../model/conversation.ts'
import type { Narrow } from '../../model/narrow.ts'
import type { Person } from '../../model/people.ts'
import type { Status } from '../../model/presence.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import { useStore } from '../use-store.ts'
import styles from './aside.module.css'
import list from './people-list.module.css'

/** More are counted, not shown. */
const SHOWN = 60
const WORDS: Readonly<Record<Status, string>> = { active: 'here', idle: 'idle', away: 'away' }
const ORDER: readonly (Status | undefined)[] = ['active', 'idle', 'away', undefined]

/** Who is in the conversation, those who are there first. */
export function PeopleList({ narrow }: { narrow: Narrow }) {
  const chat = useChat()
  useStore(chat.people)
  const presence = useStore(chat.presence)
  const found = membersOf(chat, narrow)
    .map((person) => ({ person, status: presence.statusOf(person.id) }))
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
  return (
    <section>
      <h2 className={styles.heading}>{HEADINGS[narrow.kind] ?? 'Everyone'}</h2>
      <ul>
        {found.slice(0, SHOWN).map(({ person, status }) => (
          <li key={person.id}>
            <a className={list.person} href={hrefOf(chat, directWith([person.id], chat.people.me))}>
              <Avatar id={person.id} name={person.name} size="s" lamp={status} />
              <span className={list.name}>{person.id === chat.people.me ? `${person.name} (you)` : person.name}</span>
              {status && status !== 'active' && <span className={list.status}>{WORDS[status]}</span>}
              {status === 'active' && <Hidden>, here</Hidden>}
            </a>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p className={styles.more}>and {(found.length - SHOWN).toLocaleString('en')} more</p>}
    </section>
  )
}

const HEADINGS: Readonly<Partial<Record<Narrow['kind'], string>>> = {
  stream: 'In this stream',
  topic: 'In this stream',
  direct: 'In this conversation',
}

function membersOf(chat: Chat, narrow: Narrow): Person[] {
  const everyone = chat.people.active()
  if (narrow.kind === 'direct') {
    return everyone.filter(({ id }) => narrow.userIds.includes(id) || id === chat.people.me)
  }
  if (narrow.kind !== 'stream' && narrow.kind !== 'topic') return everyone
  const members = chat.subscriptions.members(narrow.streamId)
  return everyone.filter(({ id }) => members.has(id))
}
