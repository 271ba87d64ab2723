import { type FormEvent, useState } from 'react'
import { BusyButton } from '../../../ui/busy-button.tsx'
import { Button } from '../../../ui/button.tsx'
import { Field } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { NewPassword } from '../../../ui/new-password.tsx'
import type { Invitation } from '../../api/join.ts'
import type { Session } from '../../model/session.ts'
import { explainJoin, findProblem, type JoinTrouble } from './explain-join.ts'
import styles from './sign-in.module.css'
import { TroubleNote } from './trouble-note.tsx'
import { useSecondsLeft } from './use-seconds-left.ts'

interface JoinProps {
  readonly session: Session
  readonly invitation: Extract<Invitation, { valid: true }>
}

/** A name, an address and a password make an account. What was typed stays, whatever happens. */
export function Join({ session, invitation }: JoinProps) {
  const [person, setPerson] = useState({ full_name: '', email: invitation.email ?? '', password: '' })
  const [isBusy, setIsBusy] = useState(false)
  const [trouble, setTrouble] = useState<JoinTrouble>()
  const secondsLeft = useSecondsLeft(trouble?.kind === 'throttled' ? trouble.until : 0)
  const { organization, invited_by } = invitation

  /** What belongs to each field: its value, and what is wrong with it until it changes. */
  const bind = (field: keyof typeof person) => ({
    name: field,
    value: person[field],
    error: trouble?.kind === field ? trouble.text : undefined,
    onChange: (text: string) => {
      setPerson({ ...person, [field]: text })
      if (trouble?.kind === field) setTrouble(undefined)
    },
  })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || secondsLeft > 0) return
    const given = { ...person, email: person.email.trim() }
    const problem = findProblem(given)
    setTrouble(problem)
    if (problem) return focusField(problem.kind)
    setIsBusy(true)
    try {
      await session.join(given)
    } catch (error) {
      const found = explainJoin(error)
      setTrouble(found)
      setIsBusy(false)
      focusField(found.kind)
    }
  }

  return (
    <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
      <header className={styles.head}>
        <h1 className={styles.title}>Join {organization}</h1>
        <p>
          {invited_by} invites you to the office chat. It runs on a computer in your office, and what you write stays
          there.
        </p>
      </header>
      <TroubleNote trouble={trouble} secondsLeft={secondsLeft} />
      <Field label="Your name" size="l" autoComplete="name" maxLength={100} autoFocus {...bind('full_name')} />
      <Field
        label="E-mail"
        type="email"
        size="l"
        autoComplete="username"
        maxLength={254}
        hint={
          invitation.email === null ? 'You sign in with it.' : 'The invitation was sent to it; you sign in with it.'
        }
        isReadOnly={invitation.email !== null}
        {...bind('email')}
      />
      <NewPassword
        known={[person.full_name, person.email, organization]}
        hint="Three or four words are best."
        {...bind('password')}
      />
      <BusyButton kind="main" size="l" wide type="submit" isBusy={isBusy} isDisabled={secondsLeft > 0}>
        Join and come in <Icon name="arrow" />
      </BusyButton>
      <Button kind="plain" size="l" onPress={() => session.passInvitation()}>
        I have an account already
      </Button>
    </form>
  )
}

/** Where the mistake is, so that a keyboard or a screen reader need not look for it. */
function focusField(kind: JoinTrouble['kind']): void {
  document.querySelector<HTMLInputElement>(`input[name="${kind}"]`)?.focus()
}
