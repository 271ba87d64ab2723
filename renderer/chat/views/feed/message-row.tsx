import { Avatar } from '../../../ui/avatar.tsx'
import { cx } from '../../../ui/cx.ts'
import { Hidden } from '../../../ui/hidden.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { Message } from '../../model/messages.ts'
import { useChat } from '../chat-context.ts'
import { fullDateOf, timeOf } from '../words.ts'
import styles from './message-row.module.css'
import { MessageText } from './message-text.tsx'
import { MessageTools } from './message-tools.tsx'
import { WidgetView } from './widgets/widget-view.tsx'

interface MessageRowProps {
  readonly message: Message
  readonly isMore: boolean
  readonly isActive: boolean
}

export function MessageRow({ message, isMore, isActive }: MessageRowProps) {
  const { people, groups } = useChat()
  const name = people.get(message.senderId)?.name ?? message.senderName
  return (
    <div className={cx(styles.row, isMore && styles.more, isActive && styles.active)}>
      {isMore ? <span /> : <Avatar id={message.senderId} name={name} />}
      <div>
        {!message.isMe && (isMore ? <Hidden>{name}</Hidden> : <div className={styles.who}>{name}</div>)}
        <WidgetView message={message}>
          <MessageText html={message.html} me={people.me} groups={groups} does={message.isMe ? name : undefined} />
        </WidgetView>
        {message.isEdited && <span className={styles.state}>edited</span>}
      </div>
      <span className={styles.when}>
        {message.isStarred && (
          <>
            <Icon name="star" className={styles.star} />
            <Hidden>starred</Hidden>
          </>
        )}
        <time dateTime={new Date(message.at).toISOString()} title={fullDateOf(message.at)}>
          {timeOf(message.at)}
        </time>
      </span>
      {isActive && <MessageTools message={message} />}
    </div>
  )
}
