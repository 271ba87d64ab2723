import { useId } from 'react'
import { Avatar } from '../../../ui/avatar.tsx'
import { Tile } from '../../../ui/tile.tsx'
import { Tool } from '../../../ui/tool.tsx'
import type { Conversation } from '../../model/conversation.ts'
import { type FeedNarrow, narrowKey, targetOf } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import styles from './target.module.css'

/** As long as the server takes: https://zulip.com/api/register-queue max_topic_length */
const MAX_TOPIC = 60

interface TargetProps {
  readonly narrow: FeedNarrow
  readonly target: Conversation
  readonly onChange: (target: Conversation | undefined) => void
}

/** Chips that say where it goes. In a stream one names the topic. */
export function ComposeTarget({ narrow, target, onChange }: TargetProps) {
  const { people, streams, recents } = useChat()
  const listId = useId()
  const isAnswer = narrow.kind !== 'stream' && narrowKey(narrow) !== narrowKey(target)
  const away = isAnswer && (
    <Tool icon="x" size="s" label="Do not answer there" onPress={() => onChange(targetOf(narrow))} />
  )
  if (target.kind === 'direct') {
    return (
      <div className={styles.to} data-plain={!isAnswer || undefined}>
        {target.userIds.map((id) => (
          <span key={id} className={styles.chip}>
            <Avatar id={id} name={people.nameOf(id)} size="xs" />
            <b>{people.namesOf([id])}</b>
          </span>
        ))}
        {away}
      </div>
    )
  }
  return (
    <div className={styles.to} data-plain={narrow.kind === 'topic' || undefined}>
      <span className={styles.chip}>
        <Tile id={target.streamId} />
        <b>{streams.get(target.streamId)?.name ?? 'A stream'}</b>
      </span>
      <span className={styles.step} aria-hidden="true">
        ›
      </span>
      {narrow.kind === 'stream' ? (
        <>
          <input
            className={styles.topic}
            aria-label="Topic"
            placeholder="Topic"
            list={listId}
            maxLength={MAX_TOPIC}
            value={target.topic}
            onChange={(event) => onChange({ ...target, topic: event.target.value })}
          />
          <datalist id={listId}>
            {recents.topics(target.streamId).map((topic) => (
              <option key={topic} value={topic} />
            ))}
          </datalist>
        </>
      ) : (
        <span className={styles.chip}>
          <b>{target.topic}</b>
        </span>
      )}
      {away}
    </div>
  )
}
