import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/note.tsx'
import { join } from '../../api/streams.ts'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'
import styles from './join-band.module.css'

/** In a stream that one reads without being in it. */
export function JoinBand({ narrow }: { narrow: FeedNarrow }) {
  const chat = useChat()
  const subscriptions = useStore(chat.subscriptions)
  const [hasFailed, setHasFailed] = useState(false)
  if (narrow.kind !== 'stream' && narrow.kind !== 'topic') return null
  const stream = chat.streams.get(narrow.streamId)
  if (!stream || subscriptions.get(stream.id)) return null
  return (
    <div className={styles.band}>
      <Note icon="info" meaning="info">
        <span className={styles.words}>
          {hasFailed
            ? 'Joining did not work. Try again in a moment.'
            : 'You are not in this stream. Join, and new messages come to you.'}
        </span>
        <Button
          size="s"
          onPress={() => {
            setHasFailed(false)
            join(chat.client, { subscriptions: [{ name: stream.name, description: '' }] }).catch(() =>
              setHasFailed(true),
            )
          }}
        >
          Join {stream.name}
        </Button>
      </Note>
    </div>
  )
}
