import { useEffect, useState } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './new-password.module.css'
import { judgePassword, type Strength } from './password-strength.ts'
import { SecretField } from './secret-field.tsx'

interface NewPasswordProps {
  readonly name?: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What an attacker knows of the person. */
  readonly known: readonly string[]
  readonly hint: string
  readonly error: string | undefined
}

/** A password to choose, with how hard it is to guess. */
export function NewPassword({ name = 'password', value, onChange, known, hint, error }: NewPasswordProps) {
  const strength = useStrength(value, known.join('\n'))
  const isStrong = strength !== undefined && strength.score >= 3
  return (
    <div className={styles.password}>
      <SecretField
        label="Password"
        name={name}
        autoComplete="new-password"
        size="l"
        value={value}
        onChange={onChange}
        error={error}
        {...(value === '' ? { hint } : {})}
      />
      {strength && (
        <>
          <span className={styles.meter} aria-hidden="true">
            {[1, 2, 3, 4].map((bar) => (
              <i key={bar} className={cx(bar <= strength.score && (isStrong ? styles.good : styles.weak))} />
            ))}
          </span>
          <p className={cx(styles.words, isStrong && styles.strong)} role="status">
            <Icon name={isStrong ? 'checkc' : 'info'} />
            <span>{strength.words}</span>
          </p>
        </>
      )}
    </div>
  )
}

/** @param known lines */
function useStrength(password: string, known: string): Strength | undefined {
  const [strength, setStrength] = useState<Strength>()
  useEffect(() => {
    if (password === '') return setStrength(undefined)
    let isCurrent = true
    void judgePassword(password, known.split('\n')).then(
      (judged) => {
        if (isCurrent) setStrength(judged)
      },
      // Without the word lists there is no meter; the host judges the password in any case.
      () => setStrength(undefined),
    )
    return () => {
      isCurrent = false
    }
  }, [password, known])
  return strength
}
