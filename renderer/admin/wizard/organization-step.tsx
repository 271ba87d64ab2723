import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { problemsOf, type StepProps, useAnswer } from './answer.ts'
import { Question } from './question.tsx'

export function OrganizationStep({ state, onSaved, onBack }: StepProps) {
  const [name, setName] = useState(state.organization?.name ?? '')
  const { save, act, problems, forget } = useAnswer(onSaved)
  const next = () =>
    save({ step: 'organization', name }, problemsOf({ name: name.trim() === '' && 'Your office needs a name.' }))
  return (
    <Question
      ask="Step 1 of 4"
      title="What is your office called?"
      lede="People see this name when they sign in and on every page. You can change it later."
      act={act}
      meanwhile="Keeping the name…"
      button="Next: you"
      onNext={next}
      onBack={onBack}
    >
      <Field
        label="Name of your office"
        name="name"
        size="l"
        placeholder="For example, Larch & Lime"
        autoComplete="organization"
        maxLength={60}
        value={name}
        onChange={(text) => {
          setName(text)
          forget('name')
        }}
        error={problems['name']}
      />
    </Question>
  )
}
