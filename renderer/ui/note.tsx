import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './note.module.css'

interface NoteProps {
  readonly icon: IconName
  readonly meaning?: 'good' | 'warn' | 'bad' | 'info'
  /** Read out at once, for what came in answer to an act. */
  readonly isAlert?: boolean
  readonly children: ReactNode
}

/** Something said in a line or two, beside what it is about. */
export function Note({ icon, meaning, isAlert = false, children }: NoteProps) {
  return (
    <div className={cx(styles.note, meaning && styles[meaning])} role={isAlert ? 'alert' : undefined}>
      <Icon name={icon} className={styles.icon} />
      <div>{children}</div>
    </div>
  )
}
