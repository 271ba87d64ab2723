import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { Feed } from '../../model/feed.ts'
import type { Row } from '../../model/rows.ts'
import { readScroll, saveScroll } from '../place.ts'
import { useSent } from './use-sent.ts'

/** So near to the end counts as being there. */
const END_PX = 60
/** So many lines before an end, more are loaded. */
const AHEAD = 15

export type FeedVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>

/**
 * Where the list stands: it starts where reading goes on, follows what arrives at its end and what is sent, and loads
 * both ways.
 * @param startsAtEnd one came here to see the end, whatever is unread
 */
export function useFeedScroll(
  feed: Feed,
  rows: readonly Row[],
  scroller: RefObject<HTMLDivElement | null>,
  startsAtEnd: boolean,
) {
  const [start] = useState(() => findStart(feed, rows, startsAtEnd))
  const virtualizer: FeedVirtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    initialOffset: () => estimateOffset(rows, start.index),
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: feed.foundNewest,
    scrollEndThreshold: END_PX,
  })
  useLayoutEffect(() => virtualizer.scrollToIndex(start.index, { align: start.align }), [virtualizer, start])
  useLoading(feed, rows, virtualizer)
  const isAtEnd = feed.foundNewest && virtualizer.isAtEnd(END_PX)
  useMemory(rows, virtualizer, isAtEnd)
  useSent(feed.narrow, () => {
    if (feed.foundNewest) virtualizer.scrollToEnd()
  })
  return { virtualizer, isAtEnd }
}

/** About the height of a line in pixels; it is measured when it is shown. */
function estimate(row: Row | undefined): number {
  if (!row) return 0
  return (row.isMore ? 26 : 60) + (row.day ? 36 : 0) + (row.conversation ? 52 : 0) + (row.isFirstUnread ? 28 : 0)
}

interface Start {
  readonly index: number
  readonly align: 'start' | 'center' | 'end'
}

/** Where one was, else what is new, else what the link names, else the end. */
function findStart(feed: Feed, rows: readonly Row[], startsAtEnd: boolean): Start {
  const kept = readScroll()
  const indexOf = (id: number | undefined) => (id === undefined ? -1 : rows.findIndex((row) => row.key === `m${id}`))
  const keptAt = indexOf(kept)
  if (keptAt >= 0) return { index: keptAt, align: 'start' }
  if (startsAtEnd) return { index: rows.length - 1, align: 'end' }
  const unread = rows.findIndex((row) => row.isFirstUnread)
  if (unread >= 0) return { index: Math.max(0, unread - 2), align: 'start' }
  const named = indexOf(feed.anchor)
  return named >= 0 ? { index: named, align: 'center' } : { index: rows.length - 1, align: 'end' }
}

/** About where a line begins, so that the first picture is of its surroundings and nothing far away is loaded. */
function estimateOffset(rows: readonly Row[], index: number): number {
  return rows.slice(0, index).reduce((sum, row) => sum + estimate(row), 0)
}

function useLoading(feed: Feed, rows: readonly Row[], virtualizer: FeedVirtualizer): void {
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index
  const last = items.at(-1)?.index
  useEffect(() => {
    if (first !== undefined && first < AHEAD) void feed.loadOlder()
    if (last !== undefined && last > rows.length - AHEAD) void feed.loadNewer()
  }, [feed, rows, first, last])
}

/** Notes the place in the browser's history when the scrolling rests. */
function useMemory(rows: readonly Row[], virtualizer: FeedVirtualizer, isAtEnd: boolean): void {
  const { isScrolling, scrollOffset } = virtualizer
  useEffect(() => {
    if (isScrolling || scrollOffset === null) return
    const item = virtualizer.getVirtualItems().find(({ start }) => start >= scrollOffset)
    const content = item && rows[item.index]?.content
    const id = content && 'message' in content ? content.message.id : undefined
    saveScroll(isAtEnd ? undefined : id)
  }, [rows, virtualizer, isAtEnd, isScrolling, scrollOffset])
}
