import { useState } from 'react'
import type { Feed } from '../../model/feed.ts'
import type { Messages, TopicLink } from '../../model/messages.ts'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { Compose } from '../compose/compose.tsx'
import { saveScroll } from '../place.ts'
import { useStore } from '../use-store.ts'
import { Announcer } from './announcer.tsx'
import { FeedHead } from './feed-head.tsx'
import { FeedLoading } from './feed-loading.tsx'
import { FeedEmpty, FeedFailed } from './feed-states.tsx'
import styles from './feed-view.module.css'
import { JoinBand } from './join-band.tsx'
import { MessageList } from './message-list.tsx'
import { TypingLine } from './typing-line.tsx'
import { useFeed } from './use-feed.ts'
import { useSent } from './use-sent.ts'

/** A list of messages and, below it, where one writes. */
export function FeedView({ narrow, near }: { narrow: FeedNarrow; near: number | undefined }) {
  const chat = useChat()
  const { feed, open } = useFeed(narrow, near)
  const outbox = useStore(chat.outbox)
  const messages = useStore(chat.messages)
  // The store keeps one feed a narrow; a view of it begins anew each time it is shown.
  const [isKnown] = useState(() => narrowExists(chat.streams.get.bind(chat.streams), narrow))
  const [startsAtEnd, setStartsAtEnd] = useState(false)
  const jump = () => {
    setStartsAtEnd(true)
    saveScroll(undefined)
    feed.jumpToEnd()
  }
  useSent(narrow, () => {
    // While the host is away, what is loaded is better than nothing.
    if (!feed.foundNewest && chat.connection.state.kind === 'online') jump()
  })
  const hasRows = feed.ids.length > 0 || outbox.in((conversation) => feed.shows(conversation)).length > 0
  return (
    <>
      <FeedHead narrow={narrow} links={linksOf(feed, messages)} />
      {!isKnown && <FeedFailed isMissing onRetry={open} />}
      {isKnown && feed.status === 'failed' && <FeedFailed isMissing={false} onRetry={open} />}
      {isKnown && (feed.status === 'loading' || feed.status === 'empty') && <FeedLoading />}
      {feed.status === 'ready' && !hasRows && <FeedEmpty narrow={narrow} />}
      {feed.status === 'ready' && hasRows && <MessageList feed={feed} startsAtEnd={startsAtEnd} onJump={jump} />}
      <div className={styles.foot}>
        <TypingLine narrow={narrow} />
        <JoinBand narrow={narrow} />
        <Compose narrow={narrow} />
      </div>
      <Announcer feed={feed} />
    </>
  )
}

/** As the newest message has them: it knows the newest rules. */
function linksOf({ narrow, ids }: Feed, messages: Messages): readonly TopicLink[] {
  return (narrow.kind === 'topic' && messages.get(ids.at(-1) ?? 0)?.topicLinks) || []
}

function narrowExists(findStream: (id: number) => unknown, narrow: FeedNarrow): boolean {
  return (narrow.kind !== 'stream' && narrow.kind !== 'topic') || findStream(narrow.streamId) !== undefined
}
