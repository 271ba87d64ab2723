import { useLayoutEffect, useRef } from 'react'
import { type FeedNarrow, includes } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'

/** Acts when something has been sent that belongs in the list. */
export function useSent(narrow: FeedNarrow, act: () => void): void {
  const { newest } = useStore(useChat().outbox)
  const known = useRef(newest)
  useLayoutEffect(() => {
    if (newest === known.current) return
    known.current = newest
    if (newest && includes(narrow, newest.conversation)) act()
  })
}
