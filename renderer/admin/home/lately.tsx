import type { ServiceReport } from '../../../server/contract/admin/services.ts'
import { formatExact, formatMoment } from '../parts/format.ts'
import styles from './lately.module.css'
import { serviceTitle, stateLook } from './words.ts'

const SHOWN = 4

/** The newest troubles and recoveries; starts and stops as they should be are no news. */
export function Lately({ history }: { history: readonly ServiceReport[] }) {
  const news = history
    .filter(({ state, reason }) => reason !== '' && state !== 'starting')
    .slice(-SHOWN)
    .reverse()
  if (news.length === 0) return null
  return (
    <ul className={styles.lately} aria-label="Lately">
      {news.map(({ name, state, reason, since }) => (
        <li key={`${name} ${since} ${state}`}>
          <time title={formatExact(since)}>{formatMoment(since, Date.now())}</time>
          {serviceTitle(name)}, {stateLook({ name, state }).word}: {reason}
        </li>
      ))}
    </ul>
  )
}
