import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { BusyButton } from '../../ui/busy-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import type { Act } from '../api/use-act.ts'
import styles from './question.module.css'

interface QuestionProps {
  readonly ask: string
  readonly title: string
  readonly lede: string
  /** The act of the button, for its progress and failure. */
  readonly act: Pick<Act<never[]>, 'isBusy' | 'isSlow' | 'error' | 'problems'>
  /** What is going on when the act takes long. */
  readonly meanwhile: string
  readonly button: string
  readonly onNext: () => void
  readonly onBack?: (() => void) | undefined
  readonly children?: ReactNode
}

/** One question of the wizard. The first field has the focus, else the heading; after a refusal the first field with an error. */
export function Question(props: QuestionProps) {
  const { ask, title, lede, act, meanwhile, button, onNext, onBack, children } = props
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const first = form.current?.querySelector('input') ?? form.current?.querySelector('h1')
    first?.focus()
  }, [])
  useEffect(() => {
    if (Object.keys(act.problems).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [act.problems])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onNext()
  }
  return (
    <form ref={form} className={styles.column} noValidate onSubmit={submit}>
      <header className={styles.head}>
        <p className={styles.ask}>{ask}</p>
        <h1 className={styles.title} tabIndex={-1}>
          {title}
        </h1>
        <p className={styles.lede}>{lede}</p>
      </header>
      {children}
      {act.error !== undefined && (
        <Note icon="alert" meaning="bad" isAlert>
          {act.error}
        </Note>
      )}
      <p className={styles.meanwhile} role="status">
        {act.isSlow && meanwhile}
      </p>
      <footer className={styles.foot}>
        {onBack && (
          <Button kind="plain" size="l" onPress={onBack}>
            <Icon name="back" /> Back
          </Button>
        )}
        <BusyButton kind="main" size="l" type="submit" isBusy={act.isBusy}>
          {button} <Icon name="arrow" />
        </BusyButton>
      </footer>
    </form>
  )
}
