import { glazeStyle } from '../../../ui/glaze.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Tile } from '../../../ui/tile.tsx'
import type { Conversation } from '../../model/conversation.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import styles from './conversation-bar.module.css'

/** Which conversation follows, in a list of several. */
export function ConversationBar({ conversation }: { conversation: Conversation }) {
  const chat = useChat()
  if (conversation.kind === 'direct') {
    return (
      <h2 className={styles.bar}>
        <Icon name="people" />
        <a className={styles.topic} href={hrefOf(chat, conversation)}>
          {chat.people.namesOf(conversation.userIds)}
        </a>
      </h2>
    )
  }
  const { streamId, topic } = conversation
  return (
    <h2 className={styles.bar} data-glazed style={glazeStyle(streamId)}>
      <Tile id={streamId} />
      <a className={styles.stream} href={hrefOf(chat, { kind: 'stream', streamId })}>
        {chat.streams.get(streamId)?.name ?? 'A stream'}
      </a>
      <span className={styles.step} aria-hidden="true">
        ›
      </span>
      <a className={styles.topic} href={hrefOf(chat, conversation)}>
        {topic}
      </a>
    </h2>
  )
}
