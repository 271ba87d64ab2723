import { useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { Feed } from '../../model/feed.ts'
import { FeedRow } from './feed-row.tsx'
import styles from './message-list.module.css'
import { StickyBar } from './sticky-bar.tsx'
import { useFeedKeys } from './use-feed-keys.ts'
import { useFeedRows } from './use-feed-rows.ts'
import { useFeedScroll } from './use-feed-scroll.ts'
import { useReading } from './use-reading.ts'

interface MessageListProps {
  readonly feed: Feed
  readonly startsAtEnd: boolean
  /** To the newest end, which is not loaded. */
  readonly onJump: () => void
}

/** The messages, of which only those near the window are in the page. It keeps its place whatever is loaded or arrives. */
export function MessageList({ feed, startsAtEnd, onJump }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useFeedRows(feed)
  const { virtualizer, isAtEnd } = useFeedScroll(feed, rows, scroller, startsAtEnd)
  const [pointed, setPointed] = useState<string>()
  const { selected, onKeyDown, select } = useFeedKeys(rows, virtualizer, scroller)
  useReading(rows, virtualizer)
  const items = virtualizer.getVirtualItems()
  const top = rows[items.find((item) => item.end > (virtualizer.scrollOffset ?? 0))?.index ?? 0]
  return (
    <div className={styles.frame}>
      <StickyBar feed={feed} row={top} />
      <div
        ref={scroller}
        className={styles.scroller}
        role="feed"
        aria-label="Messages"
        aria-busy={feed.isLoadingOlder || feed.isLoadingNewer}
        tabIndex={selected ? -1 : 0}
        onKeyDown={onKeyDown}
      >
        <div className={styles.pad}>
          <div className={styles.sized} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index]
              return (
                row && (
                  <div
                    key={row.key}
                    ref={virtualizer.measureElement}
                    data-index={item.index}
                    className={styles.item}
                    style={{ transform: `translateY(${item.start}px)` }}
                    // Not onPointerEnter: React misses it where the element under a resting pointer is replaced.
                    onPointerOver={() => setPointed(row.key)}
                    onPointerLeave={() => setPointed(undefined)}
                  >
                    <FeedRow
                      row={row}
                      isActive={pointed === row.key || selected === row.key}
                      isTabStop={selected === row.key}
                      onSelect={select}
                    />
                  </div>
                )
              )
            })}
          </div>
        </div>
      </div>
      {!isAtEnd && (
        <div className={styles.down}>
          <Button size="s" onPress={feed.foundNewest ? () => virtualizer.scrollToEnd() : onJump}>
            <Icon name="scroll" /> To the newest
          </Button>
        </div>
      )}
    </div>
  )
}
