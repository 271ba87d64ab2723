import type { ApplianceStatus } from '../../../server/contract/admin/appliance.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Card } from '../parts/card.tsx'
import { Hero } from './hero.tsx'
import styles from './home.module.css'
import { Lately } from './lately.tsx'
import { Machine } from './machine.tsx'
import { Needs } from './needs.tsx'
import { Trust } from './trust.tsx'
import { WayIn } from './way-in.tsx'

interface HomeProps {
  readonly status: ApplianceStatus | undefined
  /** The status is another one now. */
  readonly onChanged: () => void
}

/** How Hearth is, and how people get in. */
export function Home({ status, onChanged }: HomeProps) {
  if (!status) return <Loading />
  return (
    <div className={styles.grid}>
      <Hero status={status} />
      <Needs services={status.services} onMended={onChanged} />
      <WayIn status={status} />
      <Trust fingerprint={status.caFingerprint} trustUrl={status.trustUrl} />
      <Machine status={status} />
      <Lately history={status.history} />
    </div>
  )
}

function Loading() {
  return (
    <div className={styles.grid} role="status" aria-label="Loading">
      {['Is it running?', 'What needs me?', 'How do people get in?'].map((question, i) => (
        <Card key={question} question={question} className={[styles.whole, styles.wide, styles.side][i]}>
          <Skeleton lines={6} />
        </Card>
      ))}
    </div>
  )
}
