import type { ServiceReport } from '../../../server/contract/admin/services.ts'
import { Icon } from '../../ui/icon.tsx'
import { Card } from '../parts/card.tsx'
import { formatExact, formatMoment } from '../parts/format.ts'
import home from './home.module.css'
import styles from './needs.module.css'
import { serviceTitle, stateLook } from './words.ts'

/** What only a person can mend: each struggling or failed service, with the reason and what to do. */
export function Needs({ services }: { services: readonly ServiceReport[] }) {
  const needy = services.filter(({ state }) => state === 'degraded' || state === 'failed')
  return (
    <Card question="What needs me?" className={home.wide}>
      {needy.length === 0 ? (
        <>
          <p className={styles.title}>Nothing today.</p>
          <p className={styles.quiet}>
            When a part of Hearth needs a hand, this place says what happened and what to do.
          </p>
        </>
      ) : (
        <ul className={styles.list}>
          {needy.map((service) => (
            <Need key={service.name} service={service} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Need({ service: { name, state, reason, advice, since } }: { service: ServiceReport }) {
  const isFailed = state === 'failed'
  return (
    <li className={styles.need}>
      <span className={isFailed ? styles.bad : styles.warn}>
        <Icon name="alert" />
      </span>
      <div>
        <p className={styles.title}>
          {serviceTitle(name)}: {reason || stateLook({ name, state }).word}
        </p>
        {advice && <p className={styles.advice}>{advice}</p>}
        <p className={styles.quiet}>
          Since <time title={formatExact(since)}>{formatMoment(since, Date.now())}</time>
        </p>
      </div>
    </li>
  )
}
