import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Row } from '../../model/rows.ts'
import { useChat } from '../chat-context.ts'
import { useShell } from '../shell/shell-context.ts'
import type { FeedVirtualizer } from './use-feed-scroll.ts'

const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
}

/** One tab stop; arrows or j and k from message to message, Enter or r answers. */
export function useFeedKeys(
  rows: readonly Row[],
  virtualizer: FeedVirtualizer,
  scroller: RefObject<HTMLDivElement | null>,
) {
  const chat = useChat()
  const shell = useShell()
  const [selected, setSelected] = useState<string>()

  const find = (key: string) => scroller.current?.querySelector<HTMLElement>(`[data-key="${key}"]`)
  const focus = (key: string) => {
    const row = find(key)
    if (row) row.focus()
    // It was far away, and is rendered by the scrolling.
    else requestAnimationFrame(() => find(key)?.focus())
  }
  const move = (step: number) => {
    const from = rows.findIndex((row) => row.key === selected)
    const to = from < 0 ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, from + step))
    const row = rows[to]
    if (!row) return
    // Rendered at once: the next key starts from here.
    flushSync(() => setSelected(row.key))
    virtualizer.scrollToIndex(to, { align: 'auto' })
    focus(row.key)
  }
  const reply = () => {
    const row = rows.find(({ key }) => key === selected) ?? rows.at(-1)
    if (row && 'message' in row.content) shell.reply(row.content.message)
  }
  const act = (key: string): boolean => {
    const step = STEPS[key]
    const row = rows.find((one) => one.key === selected)
    if (step !== undefined) move(step)
    else if (key === 'r' || key === 'Enter') reply()
    else if (key === '*' && row && 'message' in row.content) chat.star(row.content.message).catch(() => undefined)
    else if (key === 'Escape') setSelected(undefined)
    else return false
    return true
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // Buttons and links in a message have keys of their own.
    if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('a, button')) return
    if (act(event.key)) event.preventDefault()
  }

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isFree = document.activeElement === document.body || document.activeElement === null
      if (event.defaultPrevented || !isFree || event.ctrlKey || event.metaKey || event.altKey) return
      if (/^(j|k|r|ArrowUp|ArrowDown|End|Home)$/.test(event.key) && act(event.key)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  return { selected, onKeyDown, select: setSelected }
}
