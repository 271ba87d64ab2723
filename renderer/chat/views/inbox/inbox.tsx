import { Button } from '../../../ui/button.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import { useMedia } from '../../../ui/use-media.ts'
import { useChat } from '../chat-context.ts'
import { goToNextUnread } from '../shell/use-shortcuts.ts'
import { useStore } from '../use-store.ts'
import { countOf, greetingOf, todayOf } from '../words.ts'
import { ConversationLine } from './conversation-line.tsx'
import { groupUnread } from './group-unread.ts'
import styles from './inbox.module.css'
import { NothingNew } from './nothing-new.tsx'
import { PhoneHead } from './phone-head.tsx'
import { StreamHeading } from './stream-heading.tsx'

/** What is new, by conversation: direct messages and mentions first. */
export function Inbox() {
  const chat = useChat()
  const isPhone = useMedia('(max-width: 800px)')
  const unread = useStore(chat.unread)
  const people = useStore(chat.people)
  useStore(chat.messages)
  useStore(chat.streams)
  const conversations = unread.conversations()
  const { forYou, streams } = groupUnread(conversations)
  const [first] = people.nameOf(people.me).split(' ')
  return (
    <>
      {isPhone && <PhoneHead />}
      <div className={styles.scroll}>
        <div className={styles.column}>
          <header className={styles.top}>
            <div className={styles.words}>
              <p className={styles.date}>{todayOf()}</p>
              <h1 className={styles.title}>
                {greetingOf()}, {first}.
              </h1>
              <p className={styles.sum}>
                {conversations.length === 0
                  ? 'You have read everything.'
                  : `${countOf(unread.count, 'new message', 'new messages')} in ${countOf(conversations.length, 'conversation', 'conversations')}.`}
              </p>
            </div>
            {conversations.length > 0 && (
              <Button kind="main" size={isPhone ? 'l' : 'm'} wide={isPhone} onPress={() => goToNextUnread(chat)}>
                Start reading <Kbd>N</Kbd>
              </Button>
            )}
          </header>
          {conversations.length === 0 && <NothingNew />}
          {forYou.length > 0 && (
            <section className={styles.group}>
              <h2 className={styles.heading}>For you</h2>
              <ul>
                {forYou.map((one) => (
                  <ConversationLine key={one.newest} unread={one} isForYou />
                ))}
              </ul>
            </section>
          )}
          {streams.map(([streamId, topics]) => (
            <section key={streamId} className={styles.group}>
              <StreamHeading streamId={streamId} />
              <ul>
                {topics.map((one) => (
                  <ConversationLine key={one.newest} unread={one} isForYou={false} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </>
  )
}
