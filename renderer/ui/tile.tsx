import { cx } from './cx.ts'
import { glazeOf, glazeStyle } from './glaze.ts'
import styles from './tile.module.css'

/** One pattern a glaze, so that streams differ by shape as well as by hue. */
const PATTERNS = [
  'M0 16A16 16 0 0 1 16 0v16z',
  'M0 16 16 0v16z',
  'M8 3.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6z',
  'M0 0h4v16H0zm8 0h4v16H8z',
  'M8 8C4.5 8 2 5.5 2 2c3.5 0 6 2.5 6 6zm0 0c0-3.5 2.5-6 6-6 0 3.5-2.5 6-6 6zm0 0c3.5 0 6 2.5 6 6-3.5 0-6-2.5-6-6zm0 0c0 3.5-2.5 6-6 6 0-3.5 2.5-6 6-6z',
  'M0 0h8v8H0zm8 8h8v8H8z',
  'M8 1.5 14.5 8 8 14.5 1.5 8z',
  'M0 10 8 3l8 7v4L8 7l-8 7z',
  'M6 0h4v6h6v4h-6v6H6v-6H0V6h6z',
  'M0 8a8 8 0 0 1 16 0zM0 16a4 4 0 0 1 8 0zm8 0a4 4 0 0 1 8 0z',
]

/** The sign of a stream. */
export function Tile({ id, size = 's' }: { id: number; size?: 's' | 'l' | 'xl' }) {
  return (
    <svg className={cx(styles.tile, styles[size])} viewBox="0 0 16 16" aria-hidden="true" style={glazeStyle(id)}>
      <path d={PATTERNS[glazeOf(id) - 1]} className={styles.glaze} />
    </svg>
  )
}
