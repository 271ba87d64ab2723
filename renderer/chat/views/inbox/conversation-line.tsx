import { Avatar } from '../../../ui/avatar.tsx'
import { Count } from '../../../ui/count.tsx'
import { glazeStyle } from '../../../ui/glaze.ts'
import { Hidden } from '../../../ui/hidden.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Tile } from '../../../ui/tile.tsx'
import type { Conversation } from '../../model/conversation.ts'
import type { UnreadConversation } from '../../model/unread.ts'
import { useChat } from '../chat-context.ts'
import { textOf } from '../feed/text-of.ts'
import { hrefOf } from '../place.ts'
import { useStore } from '../use-store.ts'
import { shortAgeOf } from '../words.ts'
import styles from './conversation-line.module.css'

/** A conversation with news: who or what, its last line, its age, how many. */
export function ConversationLine({ unread, isForYou }: { unread: UnreadConversation; isForYou: boolean }) {
  const chat = useChat()
  const { conversation, count, isMentioned, newest } = unread
  const last = chat.messages.get(newest)
  const isDirect = conversation.kind === 'direct'
  return (
    <li>
      <a className={styles.line} href={hrefOf(chat, conversation)}>
        <Sign conversation={conversation} isForYou={isForYou} />
        <span className={styles.words}>
          <span className={styles.head}>
            <b className={styles.name}>{isDirect ? chat.people.namesOf(conversation.userIds) : conversation.topic}</b>
            {isMentioned && (
              <span className={styles.you}>
                <Icon name="at" /> you
              </span>
            )}
          </span>
          {last && (
            <span className={styles.last}>
              {!(isDirect && conversation.userIds.length === 1) && (
                <i>{chat.people.nameOf(last.senderId).split(' ')[0]}: </i>
              )}
              {textOf(last.html)}
            </span>
          )}
        </span>
        {last && <time className={styles.age}>{shortAgeOf(last.at)}</time>}
        <span className={styles.count}>
          <Hidden>, {count} unread</Hidden>
          <Count count={count} forYou={isForYou} />
        </span>
      </a>
    </li>
  )
}

function Sign({ conversation, isForYou }: { conversation: Conversation; isForYou: boolean }) {
  const { people, presence } = useChat()
  useStore(presence)
  if (conversation.kind === 'direct') {
    const [only = 0] = conversation.userIds
    if (conversation.userIds.length > 1) {
      return (
        <span className={styles.hook}>
          <Icon name="people" />
        </span>
      )
    }
    return <Avatar id={only} name={people.nameOf(only)} lamp={presence.statusOf(only)} />
  }
  return (
    <span className={styles.hook}>
      {isForYou ? (
        <Tile id={conversation.streamId} size="l" />
      ) : (
        <i className={styles.spine} style={glazeStyle(conversation.streamId)} />
      )}
    </span>
  )
}
