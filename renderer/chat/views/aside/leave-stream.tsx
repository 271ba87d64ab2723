import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { leave } from '../../api/streams.ts'
import type { Stream } from '../../model/streams.ts'
import { useChat } from '../chat-context.ts'
import styles from './aside.module.css'

/** Out of a stream; one can come back to a public one at any time. */
export function LeaveStream({ stream }: { stream: Stream }) {
  const { client } = useChat()
  const [hasFailed, setHasFailed] = useState(false)
  return (
    <div className={styles.acts}>
      <Button
        kind="plain"
        size="s"
        onPress={() => {
          setHasFailed(false)
          leave(client, { subscriptions: [stream.name] }).catch(() => setHasFailed(true))
        }}
      >
        Leave {stream.name}
      </Button>
      {hasFailed && (
        <p className={styles.failed} role="alert">
          That did not work. Try again in a moment.
        </p>
      )}
    </div>
  )
}
