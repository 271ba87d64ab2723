import type { CSSProperties } from 'react'
import styles from './avatar.module.css'
import { cx } from './cx.ts'
import { glazeOf } from './glaze.ts'

export type Lamp = 'active' | 'idle' | 'away'

interface AvatarProps {
  readonly id: number
  readonly name: string
  readonly size?: 'xs' | 's' | 'm' | 'l'
  /** Who is there; without it nothing is known. */
  readonly lamp?: Lamp | undefined
}

/** A person: an arch with the initials in a glaze of their own. Their name stands beside it, so it says nothing itself. */
export function Avatar({ id, name, size = 'm', lamp }: AvatarProps) {
  const glaze = glazeOf(id)
  const colours = { '--t': `var(--stream-${glaze})`, '--tw': `var(--stream-${glaze}-wash)` } as CSSProperties
  return (
    <span className={styles.face} aria-hidden="true">
      <span className={cx(styles.arch, styles[size])} style={colours}>
        {initials(name)}
      </span>
      {lamp && <i className={cx(styles.lamp, styles[lamp])} />}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
