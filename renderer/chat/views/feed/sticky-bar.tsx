import type { Feed } from '../../model/feed.ts'
import type { Row } from '../../model/rows.ts'
import { ConversationBar } from './conversation-bar.tsx'
import styles from './sticky-bar.module.css'

/** The conversation of the topmost message, while its own bar is out of sight. */
export function StickyBar({ feed, row }: { feed: Feed; row: Row | undefined }) {
  const isMixed = feed.narrow.kind !== 'topic' && feed.narrow.kind !== 'direct'
  if (!isMixed || !row || row.conversation) return null
  return (
    <div className={styles.sticky}>
      <ConversationBar content={row.content} />
    </div>
  )
}
