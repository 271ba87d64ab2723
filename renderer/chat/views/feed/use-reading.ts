import { useEffect } from 'react'
import type { Row } from '../../model/rows.ts'
import { useChat } from '../chat-context.ts'
import type { FeedVirtualizer } from './use-feed-scroll.ts'

/** What stands in the window of someone who looks at it is read. */
export function useReading(rows: readonly Row[], virtualizer: FeedVirtualizer): void {
  const { marks, unread } = useChat()
  useEffect(() => {
    const read = () => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return
      const top = virtualizer.scrollOffset ?? 0
      const bottom = top + (virtualizer.scrollRect?.height ?? 0)
      const ids = virtualizer.getVirtualItems().flatMap(({ index, start, end }) => {
        const isSeen = (end > top && end <= bottom + 1) || (start <= top && end >= bottom)
        const content = rows[index]?.content
        return isSeen && content && 'message' in content ? [content.message.id] : []
      })
      const fresh = ids.filter((id) => unread.has(id))
      if (fresh.length > 0) marks.mark(fresh)
    }
    read()
    addEventListener('focus', read)
    document.addEventListener('visibilitychange', read)
    return () => {
      removeEventListener('focus', read)
      document.removeEventListener('visibilitychange', read)
    }
  })
}
