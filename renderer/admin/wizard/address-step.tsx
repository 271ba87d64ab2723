import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import styles from './address-step.module.css'
import { problemsOf, type StepProps, useAnswer } from './answer.ts'
import { Question } from './question.tsx'

/** Addresses as people type them, one or more with commas or spaces between. */
function split(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}

export function AddressStep({ state, onSaved, onBack }: StepProps) {
  const { found, address } = state
  const [more, setMore] = useState((address?.addresses ?? []).join(', '))
  const [port, setPort] = useState(String(address?.port ?? found.port))
  const { save, act, problems, forget } = useAnswer(onSaved)
  const isPort = /^\d{1,5}$/.test(port.trim()) && Number(port) >= 1 && Number(port) <= 65_535
  const next = () =>
    save(
      { step: 'address', addresses: split(more), port: Number(port) },
      problemsOf({ port: !isPort && 'A port is a number from 1 to 65535.' }),
    )
  // The host names the entry, `addresses[1]`; here they share a field.
  const wrong = Object.entries(problems).find(([path]) => path.startsWith('addresses'))
  return (
    <Question
      ask="Step 3 of 4"
      title="Where do people find it?"
      lede="Hearth looked round and found these addresses of this computer. They work in your office without doing anything."
      act={act}
      meanwhile="Checking the addresses…"
      button="Next: trust"
      onNext={next}
      onBack={onBack}
    >
      <ul className={styles.found} aria-label="Addresses found">
        {found.addresses.filter(isReachable).map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <Field
        label="Further addresses"
        name="addresses"
        size="l"
        placeholder="For example, chat.office.example"
        autoComplete="off"
        spellCheck="false"
        hint="Only if your technician gave this computer another name. Otherwise leave it empty."
        value={more}
        onChange={(text) => {
          setMore(text)
          if (wrong) forget(wrong[0])
        }}
        error={wrong && `“${split(more)[entryOf(wrong[0])] ?? more}”: ${wrong[1]}`}
      />
      <Field
        label="Port"
        name="port"
        size="l"
        inputMode="numeric"
        autoComplete="off"
        hint={`The number at the end of the address. Hearth uses ${found.port} now; keep it unless something else needs it.`}
        value={port}
        onChange={(text) => {
          setPort(text)
          forget('port')
        }}
        error={problems['port']}
      />
    </Question>
  )
}

/** From another device, unlike the names this computer has for itself only. */
function isReachable(name: string): boolean {
  return !/^(localhost|127\.|::1$)/.test(name)
}

/** `addresses[1]` → 1 */
function entryOf(path: string): number {
  return Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0)
}
