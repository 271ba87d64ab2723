import { type FormEvent, Fragment, useState } from 'react'
import {
  APPLIANCE_SETTINGS,
  type ApplianceSettingName,
  type ApplianceSettingsChange,
} from '../../../server/contract/settings/appliance.ts'
import { BusyButton } from '../../ui/busy-button.tsx'
import { Note } from '../../ui/note.tsx'
import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import { MailTest } from './mail-test.tsx'
import { SettingField } from './setting-field.tsx'
import styles from './settings.module.css'
import type { Values } from './values.ts'

interface SettingsFormProps {
  /** As the host has them. */
  readonly values: Values
  readonly onSaved: (values: Values) => void
}

const NAMES = Object.keys(APPLIANCE_SETTINGS) as ApplianceSettingName[]

export function SettingsForm({ values, onSaved }: SettingsFormProps) {
  const client = useClient()
  const [changes, setChanges] = useState<Values>({})
  const [said, setSaid] = useState('')
  const act = useAct(async (change: Values) => {
    // The host checks each value; a wrong one comes back with its field.
    const saved = await client.run('settings.update', change as ApplianceSettingsChange)
    setChanges({})
    onSaved(saved.values)
    setSaid(wordsFor(saved.needsRestart))
  })
  const change = (name: ApplianceSettingName, value: unknown) => {
    setSaid('')
    act.forget(name)
    const { [name]: _, ...others } = changes
    setChanges(isSame(value, values[name]) ? others : { ...others, [name]: value })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.run(changes)
  }
  return (
    <form className={styles.form} noValidate onSubmit={submit}>
      {NAMES.map((name) => (
        <Fragment key={name}>
          <SettingField
            name={name}
            value={name in changes ? changes[name] : values[name]}
            error={problemOf(act.problems, name)}
            onChange={(value) => change(name, value)}
          />
          {name === 'smtp_from' && <MailTest values={values} isChanged={Object.keys(changes).some(isOfMail)} />}
        </Fragment>
      ))}
      {act.error !== undefined && (
        <Note icon="alert" meaning="bad" isAlert>
          {act.error}
        </Note>
      )}
      <footer className={styles.foot}>
        <p role="status" className={styles.said}>
          {act.isSlow ? 'Saving…' : said}
        </p>
        <BusyButton kind="main" type="submit" isBusy={act.isBusy} isDisabled={Object.keys(changes).length === 0}>
          Save the changes
        </BusyButton>
      </footer>
    </form>
  )
}

function isOfMail(name: string): boolean {
  return name.startsWith('smtp_')
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Also that of an entry of a list: `addresses[1]`. */
function problemOf(problems: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(problems).find(([path]) => path === name || path.startsWith(`${name}[`))?.[1]
}

function wordsFor(needsRestart: readonly string[]): string {
  if (needsRestart.length === 0) return 'Saved. It holds from now on.'
  return 'Saved. It holds from the next start of Hearth.'
}
