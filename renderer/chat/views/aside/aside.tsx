import type { Chat } from '../../model/chat.ts'
import type { Narrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { Topics } from '../nav/stream-list.tsx'
import { titleOf } from '../shell/title.ts'
import { useStore } from '../use-store.ts'
import styles from './aside.module.css'
import { LeaveStream } from './leave-stream.tsx'
import { PeopleList } from './people-list.tsx'

const OTHER_TOPICS = 8

/** What belongs to the open conversation: its subject, who is in it, what else is talked about. */
export function Aside({ narrow }: { narrow: Narrow }) {
  const chat = useChat()
  useStore(chat.streams)
  useStore(chat.subscriptions)
  useStore(chat.recents)
  useStore(chat.unread)
  const stream = narrow.kind === 'stream' || narrow.kind === 'topic' ? chat.streams.get(narrow.streamId) : undefined
  const others = stream ? otherTopics(chat, narrow, stream.id) : []
  return (
    <div className={styles.aside}>
      <section>
        <h2 className={styles.heading}>{KINDS[narrow.kind]}</h2>
        <p className={styles.subject}>{titleOf(chat, narrow)}</p>
        {stream?.description && <p className={styles.about}>{stream.description}</p>}
        {stream && chat.subscriptions.get(stream.id) && <LeaveStream stream={stream} />}
      </section>
      <hr className={styles.rule} />
      <PeopleList narrow={narrow} />
      {stream && others.length > 0 && (
        <section>
          <h2 className={styles.heading}>{narrow.kind === 'topic' ? 'Other topics here' : 'Topics'}</h2>
          <Topics stream={stream} topics={others} />
        </section>
      )}
    </div>
  )
}

const KINDS: Readonly<Record<Narrow['kind'], string>> = {
  inbox: 'List',
  feed: 'List',
  mentions: 'List',
  starred: 'List',
  directs: 'List',
  stream: 'Stream',
  topic: 'Topic',
  direct: 'Direct messages',
}

function otherTopics(chat: Chat, narrow: Narrow, streamId: number): string[] {
  const here = narrow.kind === 'topic' ? narrow.topic.toLowerCase() : undefined
  return chat.recents
    .topics(streamId)
    .filter((topic) => topic.toLowerCase() !== here)
    .slice(0, OTHER_TOPICS)
}
