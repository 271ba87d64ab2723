import { Label, Radio, RadioGroup, Text } from 'react-aria-components'
import styles from './choice.module.css'

interface ChoiceProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  /** Each value, and the words for it. */
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string) => void
}

/** One of a few. */
export function Choice({ label, hint, value, options, onChange }: ChoiceProps) {
  return (
    <RadioGroup className={styles.group ?? ''} value={value} onChange={onChange} orientation="horizontal">
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={styles.options}>
        {options.map(([option, words]) => (
          <Radio key={option} value={option} className={styles.option ?? ''}>
            <span className={styles.dot} />
            {words}
          </Radio>
        ))}
      </div>
      {hint && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
    </RadioGroup>
  )
}
