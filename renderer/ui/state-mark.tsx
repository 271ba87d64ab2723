import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './state-mark.module.css'

export type Mark = 'good' | 'warn' | 'bad' | 'off' | 'starting'

/** A small arch before the words that say the same: full, half-bright, open red, open grey, breathing. */
export function StateMark({ mark, children }: { mark: Mark; children: ReactNode }) {
  return <span className={cx(styles.state, styles[mark])}>{children}</span>
}
