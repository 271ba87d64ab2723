import { type FormEvent, useState } from 'react'
import { Checkbox, Form } from 'react-aria-components'
import { BusyButton } from '../../../ui/busy-button.tsx'
import { Button } from '../../../ui/button.tsx'
import { DialogButtons } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Refused } from '../../api/client.ts'
import { join } from '../../api/streams.ts'
import type { Chat } from '../../model/chat.ts'
import { useChat } from '../chat-context.ts'
import { goTo } from '../place.ts'
import styles from './dialogs.module.css'

/** Makes a stream and takes one there. */
export function NewStream({ onClose }: { onClose: () => void }) {
  const chat = useChat()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [isPrivate, setIsPrivate] = useState(false)
  const [isForAll, setIsForAll] = useState(true)
  const [isBusy, setIsBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (findByName(chat, wanted)) return setTrouble('There is a stream of that name already.')
    setIsBusy(true)
    setTrouble(undefined)
    try {
      await join(chat.client, {
        subscriptions: [{ name: wanted, description: description.trim() }],
        invite_only: isPrivate,
        ...(isForAll && !isPrivate ? { principals: chat.people.active().map((person) => person.id) } : {}),
      })
      await goToStream(chat, wanted)
      onClose()
    } catch (error) {
      setTrouble(
        error instanceof Refused
          ? `The stream could not be made. Hearth says: “${error.message}”`
          : 'Hearth cannot be reached. Nothing is lost: try again in a moment.',
      )
      setIsBusy(false)
    }
  }
  return (
    <Form className={styles.form ?? ''} onSubmit={(event) => void submit(event)}>
      <h3 className={styles.heading}>A new one</h3>
      <Field
        label="Name"
        placeholder="For example, Mill House"
        value={name}
        onChange={setName}
        maxLength={60}
        error={trouble}
        autoFocus
      />
      <Field
        label="What it is about"
        placeholder="In a few words"
        value={description}
        onChange={setDescription}
        maxLength={1024}
      />
      <Tick isSelected={isForAll && !isPrivate} isDisabled={isPrivate} onChange={setIsForAll}>
        Everyone joins at once
      </Tick>
      <Tick isSelected={isPrivate} onChange={setIsPrivate}>
        Private: only those who are invited see it
      </Tick>
      <DialogButtons>
        <Button kind="plain" onPress={onClose}>
          Not now
        </Button>
        <BusyButton kind="main" type="submit" isBusy={isBusy} isDisabled={name.trim() === ''}>
          Make the stream
        </BusyButton>
      </DialogButtons>
    </Form>
  )
}

interface TickProps {
  readonly isSelected: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly children: string
}

function Tick({ children, ...rest }: TickProps) {
  return (
    <Checkbox className={styles.tick ?? ''} {...rest}>
      <span className={styles.box}>
        <Icon name="check" />
      </span>
      {children}
    </Checkbox>
  )
}

function findByName(chat: Chat, name: string) {
  return chat.streams.all().find((stream) => stream.name.toLowerCase() === name.toLowerCase())
}

/** The answer names no id: the stream comes by its event. */
function goToStream(chat: Chat, name: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const stream = findByName(chat, name)
      if (!stream) return
      stop()
      goTo(chat, { kind: 'stream', streamId: stream.id })
      resolve()
    }
    const stop = chat.subscriptions.subscribe(look)
    look()
  })
}
