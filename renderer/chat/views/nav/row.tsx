import type { ReactNode } from 'react'
import { Count } from '../../../ui/count.tsx'
import { cx } from '../../../ui/cx.ts'
import { Icon } from '../../../ui/icon.tsx'
import { type Narrow, narrowKey } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf, usePlace } from '../place.ts'
import styles from './row.module.css'

interface RowProps {
  readonly to: Narrow
  /** Icon, tile or arch before the words. */
  readonly sign?: ReactNode
  readonly children: string
  readonly unread?: number
  readonly isForYou?: boolean
  readonly isMuted?: boolean
  readonly isPrivate?: boolean
  readonly isTopic?: boolean
}

/** A line of the navigation. */
export function Row({ to, sign, children, unread = 0, isForYou, isMuted, isPrivate, isTopic }: RowProps) {
  const chat = useChat()
  const isHere = narrowKey(usePlace().narrow) === narrowKey(to)
  return (
    <a
      className={cx(
        styles.row,
        isTopic && styles.topic,
        unread > 0 && styles.unread,
        isMuted && styles.muted,
        isHere && styles.here,
      )}
      href={hrefOf(chat, to)}
      aria-current={isHere ? 'page' : undefined}
      aria-label={unread > 0 ? `${children}, ${unread} unread${isForYou ? ', for you' : ''}` : undefined}
    >
      {sign}
      <span className={styles.words} title={children}>
        {children}
      </span>
      {isPrivate && <Icon name="lock" className={styles.after} />}
      {isMuted && <Icon name="belloff" className={styles.after} />}
      <Count count={unread} forYou={isForYou ?? false} />
    </a>
  )
}
