import type { ReactNode } from 'react'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Tile } from '../../../ui/tile.tsx'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { useShell } from '../shell/shell-context.ts'
import styles from './feed-states.module.css'

/** No message yet: what belongs here, and how to begin. */
export function FeedEmpty({ narrow }: { narrow: FeedNarrow }) {
  const { people } = useChat()
  switch (narrow.kind) {
    case 'stream':
      return (
        <Plain sign={<Tile id={narrow.streamId} size="xl" />} title="Nothing here yet">
          <p>
            A topic is one subject, like the subject line of a letter. Start one below, and it stays easy to find, even
            next year.
          </p>
          <p className={styles.examples}>Others began with: Welcome · Deliveries · Site days</p>
        </Plain>
      )
    case 'topic':
      return (
        <Plain sign={<Tile id={narrow.streamId} size="xl" />} title="Nothing under this topic yet">
          <p>What you write below is its first message.</p>
        </Plain>
      )
    case 'direct': {
      const [only = 0] = narrow.userIds
      const names = people.namesOf(narrow.userIds)
      return (
        <Plain sign={<Avatar id={only} name={people.nameOf(only)} size="l" />} title={names}>
          <p>
            {only === people.me
              ? 'Notes to yourself: nobody else can read them.'
              : 'Nothing written yet. Only the people named above can read what is written here.'}
          </p>
        </Plain>
      )
    }
    case 'mentions':
      return (
        <Plain sign={<Icon name="at" />} title="Nobody has named you yet">
          <p>When somebody writes @ and your name, the message is here too.</p>
        </Plain>
      )
    case 'starred':
      return (
        <Plain sign={<Icon name="star" />} title="Nothing kept yet">
          <p>Choose a message and press its star: it stays at hand here.</p>
        </Plain>
      )
    case 'directs':
      return (
        <Plain sign={<Icon name="people" />} title="Nothing written yet">
          <p>What you and somebody else write to each other comes together here. Nobody else can read it.</p>
        </Plain>
      )
    case 'feed':
      return <NothingAtAll />
  }
}

function NothingAtAll() {
  const shell = useShell()
  return (
    <Plain sign={<Icon name="stack" />} title="No message yet">
      <p>All messages of your streams and conversations come together here.</p>
      <Button kind="main" onPress={() => shell.showDialog('streams')}>
        Find or make a stream
      </Button>
    </Plain>
  )
}

/** @param isMissing there is no such stream for this person */
export function FeedFailed({ isMissing, onRetry }: { isMissing: boolean; onRetry: () => void }) {
  if (isMissing) {
    return (
      <Plain sign={<Icon name="lock" />} title="This stream is not here for you">
        <p>It may be private, or gone. Whoever sent you the link can invite you.</p>
      </Plain>
    )
  }
  return (
    <Plain sign={<Icon name="alert" />} title="The messages could not be loaded">
      <p>Nothing is lost. As soon as Hearth can be reached, they load by themselves.</p>
      <Button onPress={onRetry}>Try again</Button>
    </Plain>
  )
}

function Plain({ sign, title, children }: { sign: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={styles.plain}>
      <div className={styles.sign}>{sign}</div>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </div>
  )
}
