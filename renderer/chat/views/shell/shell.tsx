import { useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Drawer } from '../../../ui/drawer.tsx'
import { Lightbox, type Picture } from '../../../ui/lightbox.tsx'
import { useMedia } from '../../../ui/use-media.ts'
import type { Conversation } from '../../model/conversation.ts'
import type { Message } from '../../model/messages.ts'
import { narrowKey } from '../../model/narrow.ts'
import { Aside } from '../aside/aside.tsx'
import { useChat } from '../chat-context.ts'
import { Dialogs } from '../dialogs/dialogs.tsx'
import { FeedView } from '../feed/feed-view.tsx'
import { Inbox } from '../inbox/inbox.tsx'
import { Nav } from '../nav/nav.tsx'
import { currentPlace, goTo, usePlace } from '../place.ts'
import { useStore } from '../use-store.ts'
import { Loading } from './loading.tsx'
import { OfflineBand } from './offline-band.tsx'
import styles from './shell.module.css'
import { type DialogKind, type Pane, type ShellActions, ShellContext } from './shell-context.ts'
import { Tabs } from './tabs.tsx'
import { titleOf } from './title.ts'
import { useInput } from './use-input.ts'
import { useRenewal } from './use-renewal.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { whenIdle } from './when-idle.ts'

interface Pictures {
  readonly all: readonly Picture[]
  readonly index: number | undefined
}
const NO_PICTURES: Pictures = { all: [], index: undefined }

/** The room: navigation, the sheet, and beside it what belongs to what is read. */
export function Shell() {
  const chat = useChat()
  const organization = useStore(chat.organization)
  const place = usePlace()
  const isPhone = useMedia('(max-width: 800px)')
  const isNarrow = useMedia('(max-width: 1100px)')
  const [dialog, showDialog] = useState<DialogKind>()
  const [pictures, setPictures] = useState<Pictures>(NO_PICTURES)
  const [pane, showPane] = useState<Pane>()
  const [isAsideWanted, setIsAsideWanted] = useState(true)
  const composeInput = useRef<HTMLTextAreaElement>(null)
  const jumpInput = useRef<HTMLInputElement>(null)
  const isInbox = place.narrow.kind === 'inbox'
  const isAsideShown = isAsideWanted && !isNarrow && !isInbox

  const shell: ShellActions = useMemo(
    () => ({
      showDialog,
      showPictures: setPictures,
      showPane,
      isAsideShown,
      toggleAside: () => (isNarrow ? showPane('aside') : setIsAsideWanted((wanted) => !wanted)),
      reply: (message: Message) => {
        const { narrow } = currentPlace()
        // Rendered at once, so that the next key already goes into the field.
        flushSync(() => chat.drafts.set(narrow, { ...chat.drafts.get(narrow), target: message.conversation }))
        composeInput.current?.focus()
      },
      writeTo: (conversation: Conversation) => {
        flushSync(() => {
          goTo(chat, conversation)
          showDialog(undefined)
        })
        composeInput.current?.focus()
      },
      composeInput,
      jumpInput,
    }),
    [chat, isAsideShown, isNarrow],
  )
  useShortcuts(chat, shell)
  useInput(chat)
  useRenewal(chat, shell)
  useEffect(() => whenIdle(() => void chat.markdown.load()), [chat])
  const unread = useStore(chat.unread)
  useStore(chat.streams)
  const title = titleOf(chat, place.narrow)
  useEffect(() => {
    const count = unread.count > 0 ? `(${unread.count}) ` : ''
    document.title = `${count}${title} · ${organization.name}`
  }, [unread.count, title, organization.name])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes somewhere has done with the pane
  useEffect(() => showPane(undefined), [place])

  if (organization.status === 'loading') return <Loading />
  return (
    <ShellContext value={shell}>
      <div className={styles.room} data-aside={isAsideShown || undefined}>
        {isPhone ? (
          <Drawer label="Conversations" side="start" isOpen={pane === 'nav'} onClose={() => showPane(undefined)}>
            <Nav />
          </Drawer>
        ) : (
          <nav className={styles.nav} aria-label="Conversations">
            <Nav />
          </nav>
        )}
        <main className={styles.sheet} aria-label={title}>
          <OfflineBand />
          {place.narrow.kind === 'inbox' ? (
            <Inbox />
          ) : (
            <FeedView key={narrowKey(place.narrow)} narrow={place.narrow} near={place.near} />
          )}
          {isPhone && isInbox && <Tabs />}
        </main>
        {isAsideShown && (
          <aside className={styles.aside} aria-label="About this conversation">
            <Aside narrow={place.narrow} />
          </aside>
        )}
        {isNarrow && (
          <Drawer
            label="About this conversation"
            side="end"
            isOpen={pane === 'aside'}
            onClose={() => showPane(undefined)}
          >
            <Aside narrow={place.narrow} />
          </Drawer>
        )}
      </div>
      <Dialogs kind={dialog} onClose={() => showDialog(undefined)} />
      <Lightbox
        pictures={pictures.all}
        index={pictures.index}
        onMove={(index) => setPictures({ ...pictures, index })}
        onClose={() => setPictures(NO_PICTURES)}
      />
    </ShellContext>
  )
}
