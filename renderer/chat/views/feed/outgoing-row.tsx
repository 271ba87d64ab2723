import { Button } from 'react-aria-components'
import { Avatar } from '../../../ui/avatar.tsx'
import { cx } from '../../../ui/cx.ts'
import { Hidden } from '../../../ui/hidden.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { Outgoing } from '../../model/outbox.ts'
import { useChat } from '../chat-context.ts'
import { currentPlace } from '../place.ts'
import { useStore } from '../use-store.ts'
import row from './message-row.module.css'
import styles from './outgoing-row.module.css'

/** A message of one's own on its way. Its text is shown as typed: the host has not rendered it yet. */
export function OutgoingRow({ outgoing, isMore }: { outgoing: Outgoing; isMore: boolean }) {
  const { outbox, people, drafts, connection } = useChat()
  const { state } = useStore(connection)
  const name = people.nameOf(people.me)
  const isWaiting = outgoing.status === 'sending' && state.kind === 'offline'
  const takeBack = () => {
    const text = outbox.discard(outgoing.localId)
    const { narrow } = currentPlace()
    const draft = drafts.get(narrow)
    drafts.set(narrow, { ...draft, text: draft.text === '' ? text : `${draft.text}\n${text}` })
  }
  return (
    <div className={cx(row.row, isMore && row.more)}>
      {isMore ? <span /> : <Avatar id={people.me} name={name} />}
      <div>
        {!isMore && <div className={row.who}>{name}</div>}
        <p className={cx(styles.text, isWaiting && styles.waiting)}>{outgoing.text}</p>
        {outgoing.status === 'failed' && (
          <p className={styles.failed} role="alert">
            <Icon name="alert" />
            <span>
              Not sent. Hearth says: “{outgoing.reason}”{' '}
              <Button className={styles.act ?? ''} onPress={() => outbox.retry(outgoing.localId)}>
                Send again
              </Button>{' '}
              or{' '}
              <Button className={styles.act ?? ''} onPress={takeBack}>
                change it
              </Button>
            </span>
          </p>
        )}
      </div>
      {isWaiting ? (
        <span className={row.when}>
          <Icon name="clock" />
          <Hidden>waiting to be sent</Hidden>
        </span>
      ) : (
        <span />
      )}
    </div>
  )
}
