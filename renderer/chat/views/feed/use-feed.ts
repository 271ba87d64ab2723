import { useCallback, useEffect } from 'react'
import type { Feed } from '../../model/feed.ts'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { readScroll } from '../place.ts'
import { useStore } from '../use-store.ts'

/** The feed of a narrow, loaded where reading goes on: where one was, what the link names, or what is new. */
export function useFeed(narrow: FeedNarrow, near: number | undefined): { feed: Feed; open: () => void } {
  const chat = useChat()
  const feed = useStore(chat.feeds.get(narrow))
  const connection = useStore(chat.connection)
  const open = useCallback(() => void feed.open(readScroll() ?? near ?? 'first_unread'), [feed, near])
  const isEmpty = feed.status === 'empty'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a feed is empty again when the queue was lost
  useEffect(open, [open, isEmpty])
  const isOnline = connection.state.kind === 'online'
  useEffect(() => {
    if (isOnline && feed.status === 'failed') open()
  }, [isOnline, feed, open])
  return { feed, open }
}
