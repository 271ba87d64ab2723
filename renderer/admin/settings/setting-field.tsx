import { z } from 'zod'
import { APPLIANCE_SETTINGS, type ApplianceSettingName } from '../../../server/contract/settings/appliance.ts'
import type { Setting } from '../../../server/contract/settings/entry.ts'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { Switch } from '../../ui/switch.tsx'
import { shell } from '../api/shell.ts'
import styles from './settings.module.css'

interface SettingFieldProps {
  readonly name: ApplianceSettingName
  readonly value: unknown
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

/** The control that fits the setting's schema. */
export function SettingField({ name, value, error, onChange }: SettingFieldProps) {
  const { label, description, schema, changedBy, needsRestart, isSecret, words }: Setting = APPLIANCE_SETTINGS[name]
  const isList = schema instanceof z.ZodArray
  const hint = [description, isList && LIST_HINT, needsRestart && 'A change waits for the next start.']
    .filter(Boolean)
    .join(' ')
  // The desktop app's window is at that computer.
  if (changedBy === 'host' && !shell) return <FixedSetting label={label} value={String(value)} />
  if (schema instanceof z.ZodBoolean) {
    return <Switch label={label} hint={hint} isOn={value === true} onChange={onChange} />
  }
  if (schema instanceof z.ZodEnum) {
    const options = schema.options.map((option) => [String(option), words?.[String(option)] ?? String(option)] as const)
    return <Choice label={label} hint={hint} value={String(value)} options={options} onChange={onChange} />
  }
  const { toText, fromText } = isList ? LIST : schema instanceof z.ZodNumber ? NUMBER : TEXT
  return (
    <Field
      label={label}
      name={name}
      hint={hint}
      error={error}
      autoComplete={isSecret ? 'new-password' : 'off'}
      type={isSecret ? 'password' : 'text'}
      value={toText(value)}
      onChange={(text) => onChange(fromText(text))}
    />
  )
}

function FixedSetting({ label, value }: { label: string; value: string }) {
  return (
    <dl className={styles.fixed}>
      <dt>{label}</dt>
      <dd>{value}</dd>
      <dd>Only somebody at the computer that runs Hearth can change it.</dd>
    </dl>
  )
}

interface Conversion {
  readonly toText: (value: unknown) => string
  readonly fromText: (text: string) => unknown
}
const TEXT: Conversion = {
  toText: (value) => (typeof value === 'number' ? `${value}` : ((value as string | undefined) ?? '')),
  fromText: (text) => text,
}
/** What is not a number stays as typed, so that the host can say so. */
const NUMBER: Conversion = { ...TEXT, fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text) }
const LIST_HINT = 'Put a comma between several.'
const LIST: Conversion = {
  toText: (value) => (Array.isArray(value) ? value.join(',') : ''),
  fromText: (text) => (text.trim() === '' ? [] : text.split(',')),
}
