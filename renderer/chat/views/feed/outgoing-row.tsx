import { useMemo } from 'react'
import { Button } from 'react-aria-components'
import { Avatar } from '../../../ui/avatar.tsx'
import { cx } from '../../../ui/cx.ts'
import { Hidden } from '../../../ui/hidden.tsx'
import { Icon } from '../../../ui/icon.tsx'
import type { Markdown } from '../../model/markdown.ts'
import type { Outgoing } from '../../model/outbox.ts'
import { useChat } from '../chat-context.ts'
import { currentPlace } from '../place.ts'
import { useStore } from '../use-store.ts'
import row from './message-row.module.css'
import { MessageText } from './message-text.tsx'
import styles from './outgoing-row.module.css'

/** A message of one's own on its way, as the host will show it; as it was typed until this page can do that. */
export function OutgoingRow({ outgoing, isMore }: { outgoing: Outgoing; isMore: boolean }) {
  const { people, groups, connection, markdown } = useChat()
  const { state } = useStore(connection)
  const name = people.nameOf(people.me)
  const html = useEcho(markdown, outgoing.text)
  const isMe = html !== undefined && outgoing.text.startsWith('/me ')
  const isWaiting = outgoing.status === 'sending' && state.kind === 'offline'
  return (
    <div className={cx(row.row, isMore && row.more)}>
      {isMore ? <span /> : <Avatar id={people.me} name={name} />}
      <div className={cx(isWaiting && styles.waiting)}>
        {!isMore && !isMe && <div className={row.who}>{name}</div>}
        {html === undefined ? (
          <p className={styles.text}>{outgoing.text}</p>
        ) : (
          <MessageText html={html} me={people.me} groups={groups} does={isMe ? name : undefined} />
        )}
        {outgoing.status === 'failed' && <Failure outgoing={outgoing} />}
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

function Failure({ outgoing }: { outgoing: Outgoing }) {
  const { outbox, drafts } = useChat()
  const takeBack = () => {
    const text = outbox.discard(outgoing.localId)
    const { narrow } = currentPlace()
    const draft = drafts.get(narrow)
    drafts.set(narrow, { ...draft, text: draft.text === '' ? text : `${draft.text}\n${text}` })
  }
  return (
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
  )
}

function useEcho(markdown: Markdown, text: string): string | undefined {
  const version = useStore(markdown).version()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rendered again when the renderer has come
  return useMemo(() => markdown.render(text), [markdown, version, text])
}
