import { useState } from 'react'
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { DialogButtons } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { directWith } from '../../model/conversation.ts'
import { useChat } from '../chat-context.ts'
import { includes } from '../nav/stream-list.tsx'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import styles from './dialogs.module.css'

/** As many fit; the field finds the others. */
const SHOWN = 100

/** Chooses one person or several to write to. */
export function DirectDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat()
  const shell = useShell()
  const people = useStore(chat.people)
  const presence = useStore(chat.presence)
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const found = people.active().filter((person) => chosen.has(person.id) || includes(person.name, filter))
  const choose = (selection: Selection) => {
    if (selection !== 'all') setChosen(new Set([...selection].map(Number)))
  }
  return (
    <>
      <Field label="Name" placeholder="Find somebody" value={filter} onChange={setFilter} autoFocus />
      <ListBox
        className={styles.list ?? ''}
        aria-label="People"
        selectionMode="multiple"
        selectionBehavior="toggle"
        escapeKeyBehavior="none"
        selectedKeys={chosen}
        onSelectionChange={choose}
        renderEmptyState={() => <p className={styles.none}>Nobody is called that.</p>}
      >
        {found.slice(0, SHOWN).map((person) => (
          <ListBoxItem key={person.id} id={person.id} textValue={person.name} className={styles.item ?? ''}>
            <Avatar id={person.id} name={person.name} size="s" lamp={presence.statusOf(person.id)} />
            <span className={styles.words}>{people.namesOf([person.id])}</span>
            {chosen.has(person.id) && <Icon name="check" />}
          </ListBoxItem>
        ))}
      </ListBox>
      <DialogButtons>
        <Button kind="plain" onPress={onClose}>
          Not now
        </Button>
        <Button
          kind="main"
          isDisabled={chosen.size === 0}
          onPress={() => shell.writeTo(directWith([...chosen], people.me))}
        >
          {chosen.size > 1 ? `Write to ${chosen.size} people` : 'Write'}
        </Button>
      </DialogButtons>
    </>
  )
}
