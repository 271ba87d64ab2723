import styles from './count.module.css'
import { cx } from './cx.ts'

/** How many are unread; nothing for 0. `forYou`: a direct message or a mention. */
export function Count({ count, forYou = false }: { count: number; forYou?: boolean }) {
  if (count === 0) return null
  return (
    <span className={cx(styles.count, forYou && styles.forYou)} aria-hidden="true">
      {count > 999 ? '999+' : count}
    </span>
  )
}
