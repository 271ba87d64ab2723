import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import styles from './button.module.css'
import { cx } from './cx.ts'

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `main` is ink, one a view; `light` is ember, for Send only; `bad` ends a destruction. */
  readonly kind?: 'edge' | 'main' | 'light' | 'plain' | 'bad'
  readonly size?: 's' | 'm' | 'l'
  readonly wide?: boolean
  readonly children: ReactNode
}

export function Button({ kind = 'edge', size = 'm', wide = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton className={cx(styles.button, styles[kind], styles[size], wide && styles.wide)} {...rest}>
      {children}
    </AriaButton>
  )
}
