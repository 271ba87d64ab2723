import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import styles from './nothing-new.module.css'

/** When everything is read; and on the first day, how to begin. */
export function NothingNew() {
  const chat = useChat()
  const shell = useShell()
  const subscriptions = useStore(chat.subscriptions)
  const recents = useStore(chat.recents)
  const isFirstDay = subscriptions.all().length === 0 && recents.directs().length === 0
  if (!isFirstDay) {
    return (
      <p className={styles.foot}>
        <Icon name="check" className={styles.done} /> Nothing waits for you.{' '}
        <a className={styles.link} href={hrefOf(chat, { kind: 'feed' })}>
          Look again
        </a>
      </p>
    )
  }
  return (
    <div className={styles.begin}>
      <h2 className={styles.title}>Begin with a stream</h2>
      <p>A stream is a place for one subject that several people share: a project, a team, lunch.</p>
      <div className={styles.acts}>
        <Button kind="main" onPress={() => shell.showDialog('streams')}>
          <Icon name="plus" /> Find or make a stream
        </Button>
        <Button kind="plain" onPress={() => shell.showDialog('direct')}>
          Write to one person
        </Button>
      </div>
    </div>
  )
}
