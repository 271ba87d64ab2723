import { Avatar } from '../../../ui/avatar.tsx'
import { glazeStyle } from '../../../ui/glaze.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Tile } from '../../../ui/tile.tsx'
import { Tool } from '../../../ui/tool.tsx'
import { useMedia } from '../../../ui/use-media.ts'
import type { TopicLink } from '../../model/messages.ts'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import { useShell } from '../shell/shell-context.ts'
import { titleOf } from '../shell/title.ts'
import { useStore } from '../use-store.ts'
import styles from './feed-head.module.css'
import { TopicLinks } from './topic-links.tsx'

interface FeedHeadProps {
  readonly narrow: FeedNarrow
  /** Of the topic, if it is one. */
  readonly links: readonly TopicLink[]
}

/** Where one is, at the top of the sheet. */
export function FeedHead({ narrow, links }: FeedHeadProps) {
  const chat = useChat()
  const shell = useShell()
  const isPhone = useMedia('(max-width: 800px)')
  useStore(chat.people)
  useStore(chat.streams)
  return (
    <header className={styles.head}>
      {isPhone && <Tool icon="menu" label="Conversations" onPress={() => shell.showPane('nav')} />}
      {!isPhone && <Sign narrow={narrow} />}
      <div className={styles.words}>
        <div className={styles.name}>
          <h1 className={styles.title}>{titleOf(chat, narrow)}</h1>
          <TopicLinks links={links} />
        </div>
        <Under narrow={narrow} />
      </div>
      <Tool icon="panel" label="About this conversation" isOn={shell.isAsideShown} onPress={shell.toggleAside} />
    </header>
  )
}

function Sign({ narrow }: { narrow: FeedNarrow }) {
  const { people, presence } = useChat()
  useStore(presence)
  if (narrow.kind === 'stream' || narrow.kind === 'topic') return <Tile id={narrow.streamId} size="l" />
  if (narrow.kind === 'direct') {
    const [only = 0] = narrow.userIds
    if (narrow.userIds.length > 1) return <Icon name="people" className={styles.sign} />
    return <Avatar id={only} name={people.nameOf(only)} size="s" lamp={presence.statusOf(only)} />
  }
  const icons = { feed: 'stack', mentions: 'at', starred: 'star', directs: 'people' } as const
  return <Icon name={icons[narrow.kind]} className={styles.sign} />
}

/** What belongs to the title: the stream of a topic, the description of a stream. */
function Under({ narrow }: { narrow: FeedNarrow }) {
  const chat = useChat()
  switch (narrow.kind) {
    case 'topic': {
      const stream = { kind: 'stream', streamId: narrow.streamId } as const
      return (
        <a className={styles.stream} href={hrefOf(chat, stream)} style={glazeStyle(narrow.streamId)}>
          {chat.streams.get(narrow.streamId)?.name}
        </a>
      )
    }
    case 'stream':
      return <p className={styles.about}>{chat.streams.get(narrow.streamId)?.description}</p>
    case 'direct':
      return null
    default:
      return <p className={styles.about}>{ABOUT[narrow.kind]}</p>
  }
}

const ABOUT = {
  feed: 'All messages of your streams and conversations, in order.',
  mentions: 'Messages that name you.',
  starred: 'Messages you keep at hand.',
  directs: 'Between you and one or more people.',
}
