import { useRef, useState } from 'react'
import type { OrganizationState } from '../../../server/contract/admin/organization.ts'
import type { ServiceReport } from '../../../server/contract/admin/services.ts'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import { useClient } from '../api/use-client.ts'
import { usePoll } from '../api/use-poll.ts'
import { Card } from '../parts/card.tsx'
import { formatExact, formatMoment } from '../parts/format.ts'
import { ClosedOrganization } from './closed-organization.tsx'
import home from './home.module.css'
import styles from './needs.module.css'
import { needyOf, serviceTitle, stateLook } from './words.ts'

const EVERY_MS = 3000

interface NeedsProps {
  readonly services: readonly ServiceReport[]
  /** Something was mended here. */
  readonly onMended: () => void
}

/** What only a person can mend: each struggling or failed service, with the reason and what to do. */
export function Needs({ services, onMended }: NeedsProps) {
  const client = useClient()
  const { data: organization, refresh } = usePoll(() => client.run('organization.state', {}), EVERY_MS)
  const [reopened, setReopened] = useState('')
  const said = useRef<HTMLDivElement>(null)
  const closedAt = organization?.deactivatedAt ?? null
  // That it is closed is what the chat struggles with.
  const needy = needyOf(services).filter(
    ({ name, state }) => closedAt === null || name !== 'chat' || state === 'failed',
  )
  const onReopened = ({ name }: OrganizationState) => {
    setReopened(name)
    refresh()
    onMended()
    // The button is about to go.
    said.current?.focus()
  }
  return (
    <Card question="What needs me?" className={home.wide}>
      <div ref={said} role="status" tabIndex={-1} className={styles.said}>
        {reopened !== '' && closedAt === null && (
          <Note icon="checkc" meaning="good">
            {reopened} is open again. People can log in as before.
          </Note>
        )}
      </div>
      {needy.length === 0 && closedAt === null ? (
        <>
          <p className={styles.title}>Nothing today.</p>
          <p className={styles.quiet}>
            When a part of Hearth needs a hand, this place says what happened and what to do.
          </p>
        </>
      ) : (
        <ul className={styles.list}>
          {organization && closedAt !== null && (
            <ClosedOrganization name={organization.name} since={closedAt} onReopened={onReopened} />
          )}
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
