import type { ReactNode, Ref } from 'react'
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { Icon } from './icon.tsx'

interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly label: string
  readonly hint?: string
  /** In place of the hint. */
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly size?: 'm' | 'l'
  /** At the end of the input, e.g. a button. */
  readonly tail?: ReactNode
  readonly inputRef?: Ref<HTMLInputElement>
}

/** A line of text with its label above and its hint, or what is wrong, below. */
export function Field({ label, hint, error, placeholder, size = 'm', tail, inputRef, ...rest }: FieldProps) {
  return (
    <TextField className={styles.field ?? ''} isInvalid={error !== undefined} {...rest}>
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={cx(styles.box, styles[size])}>
        <Input
          className={styles.input ?? ''}
          placeholder={placeholder ?? ''}
          {...(inputRef ? { ref: inputRef } : {})}
        />
        {tail}
      </div>
      {hint && error === undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>
        <Icon name="alert" />
        <span>{error}</span>
      </FieldError>
    </TextField>
  )
}
