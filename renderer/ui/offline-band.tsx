import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './offline-band.module.css'

interface OfflineBandProps {
  /** What it means for whoever reads it. */
  readonly children: ReactNode
  /** When it is tried next, for those who see it change. */
  readonly when?: string
  readonly onRetry: () => void
  readonly className?: string | undefined
}

/** The host is away; what is below stays readable. */
export function OfflineBand({ children, when, onRetry, className }: OfflineBandProps) {
  return (
    <div className={cx(styles.band, className)} role="status">
      <Icon name="off" className={styles.icon} />
      <p className={styles.words}>
        <b>Hearth cannot be reached.</b> {children}
      </p>
      {when !== undefined && (
        <span className={styles.when} aria-hidden="true">
          {when}
        </span>
      )}
      <Button size="s" onPress={onRetry}>
        Try now
      </Button>
    </div>
  )
}
