import { memo } from 'react'
import type { Row } from '../../model/rows.ts'
import { useChat } from '../chat-context.ts'
import { dayOf, timeOf } from '../words.ts'
import { ConversationBar } from './conversation-bar.tsx'
import styles from './feed-row.module.css'
import { MessageRow } from './message-row.tsx'
import { OutgoingRow } from './outgoing-row.tsx'

interface FeedRowProps {
  readonly row: Row
  /** Pointed at or selected: its tools show. */
  readonly isActive: boolean
  readonly isTabStop: boolean
  readonly onSelect: (key: string) => void
}

/** A message with what stands above it: one article, since a feed may hold nothing else. */
export const FeedRow = memo(function FeedRow({ row, isActive, isTabStop, onSelect }: FeedRowProps) {
  const { content } = row
  return (
    <article
      data-key={row.key}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={useLabel(row)}
      data-linked={row.conversation && hasLinks(row) ? '' : undefined}
      onFocus={() => onSelect(row.key)}
    >
      {row.day !== undefined && (
        <div className={styles.day}>
          <span>{dayOf(row.day)}</span>
        </div>
      )}
      {row.conversation && <ConversationBar content={content} />}
      {row.isFirstUnread && (
        <div className={styles.since}>
          <span>New for you</span>
        </div>
      )}
      {'message' in content ? (
        <MessageRow message={content.message} isMore={row.isMore} isActive={isActive} />
      ) : (
        <OutgoingRow outgoing={content.outgoing} isMore={row.isMore} />
      )}
    </article>
  )
})

/** Signs in the bar above it, which the message's tools would cover. */
function hasLinks({ content }: Row): boolean {
  return 'message' in content && content.message.topicLinks.length > 0
}

function useLabel({ content }: Row): string {
  const { people } = useChat()
  if (!('message' in content)) return `${people.nameOf(people.me)}, not sent yet`
  const { senderId, senderName, at } = content.message
  return `${people.get(senderId)?.name ?? senderName}, ${timeOf(at)}`
}
