import type { ApplianceStatus } from '../../../server/contract/admin/appliance.ts'
import { Card } from '../parts/card.tsx'
import { formatExact, formatMemory, formatMoment } from '../parts/format.ts'
import styles from './machine.module.css'

/** What runs, since when, and what it takes. */
export function Machine({ status }: { status: ApplianceStatus }) {
  const { version, startedAt, memory, dataDir, pid } = status
  return (
    <Card question="What runs here?" answer={`Hearth ${version}`}>
      <dl className={styles.facts}>
        <dt>Memory</dt>
        <dd>{formatMemory(memory.rss)}</dd>
        <dt>Running since</dt>
        <dd title={formatExact(startedAt)}>{startedAt > 0 ? formatMoment(startedAt, Date.now()) : 'not yet'}</dd>
      </dl>
      <details className={styles.fold}>
        <summary>For your technician</summary>
        <dl className={styles.facts}>
          <dt>Data folder</dt>
          <dd className={styles.mono}>{dataDir}</dd>
          <dt>Process</dt>
          <dd className={styles.mono}>{pid}</dd>
          <dt>Script memory</dt>
          <dd>{formatMemory(memory.heapUsed)}</dd>
        </dl>
      </details>
    </Card>
  )
}
