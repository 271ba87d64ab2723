import { OfflineBand as Band } from '../../../ui/offline-band.tsx'
import { useChat } from '../chat-context.ts'
import { useSecondsLeft } from '../signin/use-seconds-left.ts'
import { useStore } from '../use-store.ts'
import { countOf } from '../words.ts'

/** Says that the host is away, and what that means; nothing else stops. */
export function OfflineBand() {
  const chat = useChat()
  const { state } = useStore(chat.connection)
  const outbox = useStore(chat.outbox)
  const seconds = useSecondsLeft(state.kind === 'offline' ? state.retryAt : 0)
  if (state.kind === 'online') return null
  return (
    <Band when={seconds > 0 ? `trying in ${seconds} s` : 'trying now'} onRetry={() => chat.connection.tryNow()}>
      You can go on writing;{' '}
      {outbox.count === 0
        ? 'what you send waits here and goes out once.'
        : `${countOf(outbox.count, 'message waits', 'messages wait')} and go out once.`}
    </Band>
  )
}
