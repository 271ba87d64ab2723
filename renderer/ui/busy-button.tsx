import type { ComponentProps } from 'react'
import styles from './busy-button.module.css'
import { Button } from './button.tsx'

interface BusyButtonProps extends ComponentProps<typeof Button> {
  /**
   * While it acts the words stay and a small arch breathes before them. It can still be pressed, so that it keeps the
   * focus: its act has to pass over what comes meanwhile.
   */
  readonly isBusy: boolean
}

/** A button whose act takes a moment. */
export function BusyButton({ isBusy, children, ...rest }: BusyButtonProps) {
  return (
    <Button {...rest}>
      {isBusy && <i className={styles.arch} aria-hidden="true" />}
      {children}
    </Button>
  )
}
