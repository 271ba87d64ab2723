import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'
import styles from './typing-line.module.css'

/** Who is writing here now. Its place is always kept, so that nothing moves. */
export function TypingLine({ narrow }: { narrow: FeedNarrow }) {
  const { people, typing } = useChat()
  useStore(typing)
  const ids = narrow.kind === 'topic' || narrow.kind === 'direct' ? typing.in(narrow) : []
  return (
    <p className={styles.line} aria-live="off">
      {ids.length > 0 && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {ids.length < 3 ? ids.map((id) => people.nameOf(id)).join(' and ') : 'Several people'}{' '}
          {ids.length === 1 ? 'is' : 'are'} writing
        </>
      )}
    </p>
  )
}
