import { type KeyboardEvent, useEffect, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/cx.ts'
import { Icon } from '../../../ui/icon.tsx'
import { useMedia } from '../../../ui/use-media.ts'
import type { FeedNarrow } from '../../model/narrow.ts'
import { useChat } from '../chat-context.ts'
import { useShell } from '../shell/shell-context.ts'
import { titleOf } from '../shell/title.ts'
import { useStore } from '../use-store.ts'
import styles from './compose.module.css'
import { EnterChoice } from './enter-choice.tsx'
import { readEnterSends, saveEnterSends } from './enter-habit.ts'
import { NowhereYet } from './nowhere-yet.tsx'
import { ComposeTarget } from './target.tsx'

/** As long as the server takes: https://zulip.com/api/register-queue max_message_length */
const MAX_LENGTH = 10_000

/** Where one writes. What is typed is kept with the narrow, whatever happens to the connection. */
export function Compose({ narrow }: { narrow: FeedNarrow }) {
  const chat = useChat()
  const { composeInput } = useShell()
  const drafts = useStore(chat.drafts)
  useStore(chat.people)
  const isTouch = useMedia('(pointer: coarse)')
  const [enterSends, setEnterSends] = useState(readEnterSends)
  const { text, target } = drafts.get(narrow)
  useEffect(() => () => chat.typing.rest(), [chat])
  if (!target) return <NowhereYet />

  const missing = whatIsMissing(text, target.kind === 'topic' && target.topic.trim() === '')
  const submit = () => {
    if (missing) return
    const trimmed = target.kind === 'topic' ? { ...target, topic: target.topic.trim() } : target
    chat.send(trimmed, text.trim())
    drafts.clearText(narrow)
    composeInput.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, its keys are its own.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key !== 'Enter' || event.shiftKey) return
    const sends = event.ctrlKey || event.metaKey || (enterSends && !isTouch)
    if (!sends) return
    event.preventDefault()
    submit()
  }
  return (
    <form
      className={styles.compose}
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <ComposeTarget narrow={narrow} target={target} onChange={(next) => drafts.set(narrow, { text, target: next })} />
      <textarea
        ref={composeInput}
        className={styles.text}
        aria-label="Message"
        placeholder={narrow.kind === 'stream' ? 'Write a message' : `Write to ${titleOf(chat, target)}`}
        rows={1}
        maxLength={MAX_LENGTH}
        value={text}
        onChange={(event) => {
          drafts.set(narrow, { text: event.target.value, target })
          if (!missing) chat.typing.write(target)
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles.tools}>
        {!isTouch && (
          <EnterChoice
            enterSends={enterSends}
            onChange={(sends) => {
              saveEnterSends(sends)
              setEnterSends(sends)
            }}
          />
        )}
        <span className={cx(styles.grow, styles.missing)}>{text.trim() !== '' && missing}</span>
        <Button kind="light" size="s" type="submit" isDisabled={missing !== undefined}>
          <Icon name="send" /> Send
        </Button>
      </div>
    </form>
  )
}

/** Why it cannot be sent yet; undefined: it can. */
function whatIsMissing(text: string, isTopicMissing: boolean): string | undefined {
  if (text.trim() === '') return 'Nothing written yet'
  return isTopicMissing ? 'Name a topic above, then send' : undefined
}
