import { glazeStyle } from '../../../ui/glaze.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Tile } from '../../../ui/tile.tsx'
import type { Row } from '../../model/rows.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import styles from './conversation-bar.module.css'
import { TopicLinks } from './topic-links.tsx'

/** Which conversation follows, in a list of several. */
export function ConversationBar({ content }: Pick<Row, 'content'>) {
  const chat = useChat()
  const { conversation } = 'message' in content ? content.message : content.outgoing
  if (conversation.kind === 'direct') {
    return (
      <div className={styles.bar}>
        <h2 className={styles.words}>
          <Icon name="people" />
          <a className={styles.topic} href={hrefOf(chat, conversation)}>
            {chat.people.namesOf(conversation.userIds)}
          </a>
        </h2>
      </div>
    )
  }
  const { streamId, topic } = conversation
  return (
    <div className={styles.bar} data-glazed style={glazeStyle(streamId)}>
      <h2 className={styles.words}>
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
      {'message' in content && <TopicLinks links={content.message.topicLinks} />}
    </div>
  )
}
