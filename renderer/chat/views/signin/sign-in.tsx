import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import { BusyButton } from '../../../ui/busy-button.tsx'
import { Field } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Note } from '../../../ui/note.tsx'
import { SecretField } from '../../../ui/secret-field.tsx'
import type { Session } from '../../model/session.ts'
import { Door } from './door.tsx'
import { explain, type Trouble } from './explain.ts'
import styles from './sign-in.module.css'
import { TroubleNote } from './trouble-note.tsx'
import { useSecondsLeft } from './use-seconds-left.ts'

/** E-mail and password. What was typed stays, whatever happens. */
export function SignIn({ session }: { session: Session }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>()
  const passwordInput = useRef<HTMLInputElement>(null)
  const secondsLeft = useSecondsLeft(trouble?.kind === 'throttled' ? trouble.until : 0)
  const name = session.realmName || 'Hearth'
  useEffect(() => {
    document.title = `Sign in · ${name}`
  }, [name])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || secondsLeft > 0) return
    if (password === '') return setTrouble({ kind: 'wrong', text: 'Type your password.' })
    setIsBusy(true)
    setTrouble(undefined)
    try {
      await session.signIn(email.trim(), password)
    } catch (error) {
      setTrouble(explain(error))
      setIsBusy(false)
      passwordInput.current?.focus()
    }
  }

  return (
    <Door>
      <Form className={styles.form ?? ''} onSubmit={(event) => void submit(event)}>
        <h1 className={styles.title}>Sign in to {name}</h1>
        <TroubleNote trouble={trouble} secondsLeft={secondsLeft} />
        <Field
          label="E-mail"
          type="email"
          name="username"
          autoComplete="username"
          size="l"
          value={email}
          onChange={setEmail}
          isRequired
          validationBehavior="native"
          autoFocus
        />
        <SecretField
          label="Password"
          name="password"
          autoComplete="current-password"
          size="l"
          value={password}
          onChange={setPassword}
          isRequired
          validationBehavior="aria"
          error={trouble?.kind === 'wrong' ? trouble.text : undefined}
          inputRef={passwordInput}
        />
        <BusyButton kind="main" size="l" wide type="submit" isBusy={isBusy} isDisabled={secondsLeft > 0}>
          Come in <Icon name="arrow" />
        </BusyButton>
        <Note icon="home">
          This chat runs on a computer in your office. What you write stays there. Forgotten your password? Whoever runs
          Hearth for you can set a new one.
        </Note>
      </Form>
    </Door>
  )
}
