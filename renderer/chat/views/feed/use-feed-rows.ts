import { useMemo, useState } from 'react'
import type { Feed } from '../../model/feed.ts'
import { buildRows, type Row } from '../../model/rows.ts'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'

/** The lines to show. The unread line stays where it was when the list was opened. */
export function useFeedRows(feed: Feed): Row[] {
  const { messages, outbox, people, unread } = useChat()
  const [firstUnread] = useState(() => feed.ids.find((id) => unread.has(id)))
  const contentVersion = useStore(messages).version()
  const outboxVersion = useStore(outbox).version()
  const { ids, narrow } = feed
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions stand for what the stores hold
  return useMemo(() => {
    const found = ids.flatMap((id) => messages.get(id) ?? [])
    const waiting = outbox.in((conversation) => feed.shows(conversation))
    return buildRows(narrow, found, waiting, people.me, firstUnread)
  }, [ids, narrow, contentVersion, outboxVersion, firstUnread])
}
