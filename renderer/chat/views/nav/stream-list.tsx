import { Button } from '../../../ui/button.tsx'
import { glazeStyle } from '../../../ui/glaze.ts'
import { Tile } from '../../../ui/tile.tsx'
import type { Chat } from '../../model/chat.ts'
import { keyOf } from '../../model/conversation.ts'
import type { Stream } from '../../model/streams.ts'
import { useChat } from '../chat-context.ts'
import { usePlace } from '../place.ts'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import { Row } from './row.tsx'
import { Section } from './section.tsx'
import styles from './stream-list.module.css'

/** As many topics of a stream show that one is not in. */
const OPEN_TOPICS = 8

/** The streams one is in, and below them the topics with news; of the stream one is in, the latest too. */
export function StreamList({ filter }: { filter: string }) {
  const chat = useChat()
  const shell = useShell()
  useStore(chat.recents)
  useStore(chat.unread)
  const streams = useStore(chat.streams)
  const subscriptions = useStore(chat.subscriptions)
  const { narrow } = usePlace()
  const open = narrow.kind === 'stream' || narrow.kind === 'topic' ? narrow.streamId : undefined
  const mine = streams.all().filter((stream) => subscriptions.get(stream.id))
  const shown = mine
    .map((stream) => ({ stream, topics: topicsOf(chat, stream, stream.id === open, filter) }))
    .filter(({ stream, topics }) => topics.length > 0 || includes(stream.name, filter))
  if (filter !== '' && shown.length === 0) return null
  return (
    <Section title="Streams" addLabel="Join or make a stream" onAdd={() => shell.showDialog('streams')}>
      {mine.length === 0 && (
        <div className={styles.empty}>
          <p>A stream is a place for one subject: a project, a team, lunch.</p>
          <Button size="s" onPress={() => shell.showDialog('streams')}>
            Find or make a stream
          </Button>
        </div>
      )}
      <ul>
        {shown.map(({ stream, topics }) => (
          <li key={stream.id}>
            <Row
              to={{ kind: 'stream', streamId: stream.id }}
              sign={<Tile id={stream.id} />}
              unread={chat.unread.countInStream(stream.id)}
              isPrivate={stream.isPrivate}
              isMuted={subscriptions.get(stream.id)?.isMuted ?? false}
            >
              {stream.name}
            </Row>
            <Topics stream={stream} topics={topics} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function Topics({ stream, topics }: { stream: Stream; topics: readonly string[] }) {
  const { unread } = useChat()
  if (topics.length === 0) return null
  return (
    <ul className={styles.spine} style={glazeStyle(stream.id)}>
      {topics.map((topic) => {
        const to = { kind: 'topic', streamId: stream.id, topic } as const
        return (
          <li key={keyOf(to)}>
            <Row to={to} isTopic unread={unread.countIn(to)} isForYou={unread.isMentionedIn(to)}>
              {topic}
            </Row>
          </li>
        )
      })}
    </ul>
  )
}

/** Those with something unread; the latest where one is; those that are asked for. */
function topicsOf(chat: Chat, stream: Stream, isOpen: boolean, filter: string): string[] {
  const unread = chat.unread
    .conversations()
    .flatMap(({ conversation: c }) => (c.kind === 'topic' && c.streamId === stream.id ? [c.topic] : []))
  const latest = chat.recents.topics(stream.id)
  if (filter !== '') return once([...latest, ...unread]).filter((topic) => includes(topic, filter))
  return isOpen ? once([...unread, ...latest.slice(0, OPEN_TOPICS)]) : once(unread)
}

/** A topic is the same whatever its case. */
function once(topics: readonly string[]): string[] {
  return [...new Map(topics.map((topic) => [topic.toLowerCase(), topic])).values()]
}

export function includes(name: string, filter: string): boolean {
  return name.toLowerCase().includes(filter.trim().toLowerCase())
}
