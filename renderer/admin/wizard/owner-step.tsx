import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { NewPassword } from '../../ui/new-password.tsx'
import { problemsOf, type StepProps, useAnswer } from './answer.ts'
import type { Credentials } from './enter-chat.ts'
import { Question } from './question.tsx'

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/

interface OwnerStepProps extends StepProps {
  /** Kept by the page until the end of the wizard, so that the owner need not type it again. */
  readonly onChosen: (credentials: Credentials) => void
}

export function OwnerStep({ state, onSaved, onBack, onChosen }: OwnerStepProps) {
  const kept = state.owner
  const [fields, setFields] = useState({ full_name: kept?.full_name ?? '', email: kept?.email ?? '', password: '' })
  const { full_name, email, password } = fields
  const { save, act, problems, forget } = useAnswer((saved) => {
    if (password !== '') onChosen({ email: email.trim(), password })
    onSaved(saved)
  })
  const change = (field: keyof typeof fields) => (text: string) => {
    setFields({ ...fields, [field]: text })
    forget(field)
  }
  const next = () =>
    save(
      { step: 'owner', full_name, email: email.trim(), ...(password !== '' && { password }) },
      problemsOf({
        full_name: full_name.trim() === '' && 'Your colleagues need a name to know you by.',
        email: !EMAIL.test(email.trim()) && 'An address looks like ruth@office.example.',
        password: password === '' && !kept && 'Choose a password. Three or four words are best.',
      }),
    )
  return (
    <Question
      ask="Step 2 of 4"
      title="Who looks after Hearth?"
      lede="That is you. This account can invite people and change settings. You can share the job with someone later."
      act={act}
      meanwhile="Locking the password away…"
      button="Next: the way in"
      onNext={next}
      onBack={onBack}
    >
      <Field
        label="Your name"
        name="full_name"
        size="l"
        autoComplete="name"
        maxLength={100}
        value={full_name}
        onChange={change('full_name')}
        error={problems['full_name']}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        inputMode="email"
        size="l"
        autoComplete="username"
        maxLength={254}
        hint="You sign in with it. Hearth sends nothing there yet."
        value={email}
        onChange={change('email')}
        error={problems['email']}
      />
      <NewPassword
        value={password}
        onChange={change('password')}
        known={[full_name, email, state.organization?.name ?? '']}
        hint={kept ? 'The one you chose is kept. Type here only to choose another.' : 'Three or four words are best.'}
        error={problems['password']}
      />
    </Question>
  )
}
