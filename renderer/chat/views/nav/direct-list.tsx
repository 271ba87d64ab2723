import { Avatar } from '../../../ui/avatar.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { Chat } from '../../model/chat.ts'
import { type Conversation, directWith, keyOf } from '../../model/conversation.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import { Row } from './row.tsx'
import { Section } from './section.tsx'
import styles from './stream-list.module.css'
import { includes } from './stream-list.tsx'

type Direct = Extract<Conversation, { kind: 'direct' }>

const SHOWN = 12

/** The latest direct conversations; with a filter, everyone it may mean. */
export function DirectList({ filter }: { filter: string }) {
  const chat = useChat()
  const shell = useShell()
  const people = useStore(chat.people)
  const presence = useStore(chat.presence)
  const unread = useStore(chat.unread)
  useStore(chat.recents)
  const shown = directsOf(chat, filter)
  if (filter !== '' && shown.length === 0) return null
  return (
    <Section
      title={filter === '' ? 'Direct messages' : 'People'}
      {...(filter === '' && { href: hrefOf(chat, { kind: 'directs' }) })}
      addLabel="New direct message"
      onAdd={() => shell.showDialog('direct')}
    >
      {shown.length === 0 && <p className={styles.empty}>Only you and whoever you write to can read these.</p>}
      <ul>
        {shown.map((direct) => {
          const [only = 0] = direct.userIds
          const isOne = direct.userIds.length === 1
          return (
            <li key={keyOf(direct)}>
              <Row
                to={direct}
                sign={
                  isOne ? (
                    <Avatar id={only} name={people.nameOf(only)} size="xs" lamp={presence.statusOf(only)} />
                  ) : (
                    <Icon name="people" />
                  )
                }
                unread={unread.countIn(direct)}
                isForYou
              >
                {people.namesOf(direct.userIds)}
              </Row>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

function directsOf(chat: Chat, filter: string): Direct[] {
  const unread = chat.unread.conversations().flatMap(({ conversation: c }) => (c.kind === 'direct' ? [c] : []))
  const latest = chat.recents.directs()
  const known = [...unread, ...(filter === '' ? latest.slice(0, SHOWN) : latest)]
  const everyone = filter === '' ? [] : chat.people.active().map((person) => directWith([person.id], chat.people.me))
  const all = [...known, ...everyone].filter((c): c is Direct => c.kind === 'direct')
  const once = [...new Map(all.map((direct) => [keyOf(direct), direct])).values()]
  return once
    .filter((direct) => includes(chat.people.namesOf(direct.userIds), filter))
    .slice(0, Math.max(SHOWN, known.length))
}
