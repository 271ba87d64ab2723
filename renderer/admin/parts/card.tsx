import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import styles from './card.module.css'

interface CardProps {
  /** The question that the card answers. */
  readonly question: string
  readonly answer?: string
  /** Right of the question, e.g. a Tag. */
  readonly aside?: ReactNode
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** One question, its answer, and the evidence. */
export function Card({ question, answer, aside, className, children }: CardProps) {
  return (
    <section className={cx(styles.card, className)} aria-label={question}>
      <header className={styles.head}>
        <h2 className={styles.question}>{question}</h2>
        {aside}
      </header>
      {answer && <p className={styles.answer}>{answer}</p>}
      {children}
    </section>
  )
}
