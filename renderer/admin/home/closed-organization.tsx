import type { OrganizationState } from '../../../server/contract/admin/organization.ts'
import { BusyButton } from '../../ui/busy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import { formatExact, formatMoment } from '../parts/format.ts'
import styles from './needs.module.css'

interface ClosedOrganizationProps {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly since: number
  readonly onReopened: (state: OrganizationState) => void
}

/** Its owners closed it, and only whoever runs the host can open it again. */
export function ClosedOrganization({ name, since, onReopened }: ClosedOrganizationProps) {
  const client = useClient()
  const act = useAct(async () => onReopened(await client.run('organization.reactivate', {})))
  return (
    <li className={styles.need}>
      <span className={styles.warn}>
        <Icon name="lock" />
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{name} is closed. Nobody can log in.</p>
        <p className={styles.advice}>
          Everything in it is kept. When you reopen it, people log in again with the passwords they had.
        </p>
        <p className={styles.quiet}>
          An owner closed it <time title={formatExact(since)}>{formatMoment(since, Date.now())}</time>.
        </p>
        {act.error !== undefined && (
          <Note icon="alert" meaning="bad" isAlert>
            {act.error}
          </Note>
        )}
        <div className={styles.act}>
          <BusyButton kind="main" isBusy={act.isBusy} onPress={act.run}>
            Reopen {name}
          </BusyButton>
          <span role="status" className={styles.quiet}>
            {act.isSlow && 'Reopening…'}
          </span>
        </div>
      </div>
    </li>
  )
}
