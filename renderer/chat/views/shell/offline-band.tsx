import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useChat } from '../chat-context.ts'
import { useSecondsLeft } from '../signin/use-seconds-left.ts'
import { useStore } from '../use-store.ts'
import { countOf } from '../words.ts'
import styles from './offline-band.module.css'

/** Says that the host is away, and what that means; nothing else stops. */
export function OfflineBand() {
  const chat = useChat()
  const { state } = useStore(chat.connection)
  const outbox = useStore(chat.outbox)
  const seconds = useSecondsLeft(state.kind === 'offline' ? state.retryAt : 0)
  if (state.kind === 'online') return null
  return (
    <div className={styles.band} role="status">
      <Icon name="off" className={styles.icon} />
      <span className={styles.words}>
        <b>Hearth cannot be reached.</b> You can go on writing;{' '}
        {outbox.count === 0
          ? 'what you send waits here and goes out once.'
          : `${countOf(outbox.count, 'message waits', 'messages wait')} and go out once.`}
      </span>
      <span className={styles.when} aria-hidden="true">
        {seconds > 0 ? `trying in ${seconds} s` : 'trying now'}
      </span>
      <Button size="s" onPress={() => chat.connection.tryNow()}>
        Try now
      </Button>
    </div>
  )
}
