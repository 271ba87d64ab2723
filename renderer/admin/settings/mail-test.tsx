import { useState } from 'react'
import { BusyButton } from '../../ui/busy-button.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import styles from './settings.module.css'
import type { Values } from './values.ts'

interface MailTestProps {
  /** As the host has them: it sends by these. */
  readonly values: Values
  /** Some of them are changed here and not saved. */
  readonly isChanged: boolean
}

/** Whether the settings of mail are right: a mail to oneself. */
export function MailTest({ values, isChanged }: MailTestProps) {
  const client = useClient()
  const [to, setTo] = useState('')
  const [sentTo, setSentTo] = useState('')
  const [triedWith, setTriedWith] = useState<Values>()
  const act = useAct(async () => {
    setSentTo('')
    setTriedWith(values)
    setSentTo((await client.run('mail.sendTest', { to: to.trim() })).to)
  })
  const whyOff = reasonToWait(values, isChanged)
  // What a test said holds for the settings that it was made with.
  const isCurrent = triedWith === values && !isChanged
  const send = () => {
    if (whyOff === undefined) act.run()
  }
  return (
    <div className={styles.test}>
      <Field
        label="Send a test mail to"
        type="email"
        autoComplete="email"
        hint={whyOff ?? 'Your own address, for example. It shows whether mail leaves this computer.'}
        error={isCurrent ? act.problems['to'] : undefined}
        value={to}
        onChange={(text) => {
          setTo(text)
          act.forget('to')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // It stands in the form of the settings, which Enter would save.
          event.preventDefault()
          send()
        }}
      />
      <div className={styles.send}>
        <BusyButton isBusy={act.isBusy} isDisabled={whyOff !== undefined} onPress={send}>
          <Icon name="mail" /> Send the test
        </BusyButton>
        <span role="status" className={styles.said}>
          {act.isSlow && 'Waiting for the mail server; it can take up to a minute…'}
        </span>
      </div>
      <div role="status">
        {isCurrent && sentTo !== '' && (
          <Note icon="checkc" meaning="good">
            The mail server has taken the test for {sentTo}. If it does not arrive, look among the unwanted mail there.
          </Note>
        )}
      </div>
      {isCurrent && act.error !== undefined && (
        <Note icon="alert" meaning="bad" isAlert>
          {act.error}
        </Note>
      )}
    </div>
  )
}

function reasonToWait(values: Values, isChanged: boolean): string | undefined {
  if (isChanged) return 'Save the changes first: the test is sent by the saved settings.'
  if (values.smtp_host && values.smtp_from) return undefined
  return 'Name the mail server and the sender of mails above and save them; then a test can be sent.'
}
