import { useEffect, useRef, useState } from 'react'
import { Hidden } from '../../../ui/hidden.tsx'
import type { Feed } from '../../model/feed.ts'
import { useChat } from '../chat-context.ts'
import { textOf } from './text-of.ts'

const EVERY_MS = 3_000

/** Tells a screen reader of new messages in the open conversation: author and beginning, at most one in three seconds. */
export function Announcer({ feed }: { feed: Feed }) {
  const { messages, people } = useChat()
  const [words, setWords] = useState('')
  const last = useRef({ id: 0, at: 0 })
  const newest = feed.foundNewest ? feed.ids.at(-1) : undefined
  useEffect(() => {
    if (newest === undefined) return
    const isFirst = last.current.id === 0
    const isSoon = Date.now() - last.current.at < EVERY_MS
    const message = messages.get(newest)
    if (!isFirst && !isSoon && newest > last.current.id && message && message.senderId !== people.me) {
      setWords(`${message.senderName}: ${textOf(message.html).slice(0, 120)}`)
      last.current.at = Date.now()
    }
    last.current.id = Math.max(last.current.id, newest)
  }, [newest, messages, people])
  return (
    <div role="status">
      <Hidden>{words}</Hidden>
    </div>
  )
}
