import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import type { ApplianceStatus } from '../../server/contract/admin/appliance.ts'
import { OfflineBand } from '../ui/offline-band.tsx'
import { isSignedOut } from './api/failure.ts'
import { useClient } from './api/use-client.ts'
import { type Poll, usePoll } from './api/use-poll.ts'
import styles from './app.module.css'
import { CannotReach } from './cannot-reach.tsx'
import { Closed } from './closed.tsx'
import type { Doorway } from './doorway.ts'
import { Frame } from './frame.tsx'
import { Home } from './home/home.tsx'
import { usePage } from './use-page.ts'
import { SetupLoader } from './wizard/setup-loader.tsx'

/** The settings bring their schemas along, most of the page's code; few visits need them. */
const Settings = lazy(() => import('./settings/settings.tsx').then((page) => ({ default: page.Settings })))

const EVERY_MS = 3000

/** From the one-time link to the first run or the pages. */
export function App({ doorway }: { doorway: Doorway }) {
  const state = useSyncExternalStore(doorway.subscribe, () => doorway.state)
  if (state === 'closed') return <Closed />
  if (state === 'unreachable') return <CannotReach onRetry={() => void doorway.enter()} />
  if (state === 'entering') return null
  return <Inside />
}

/** For whoever is in: the first run or the pages. */
export function Inside() {
  const client = useClient()
  const status = usePoll(() => client.run('appliance.status', {}), EVERY_MS)
  // Decided once: the wizard's last page is still to be seen when the organization is there.
  const [isFirstRun, setFirstRun] = useState<boolean>()
  if (isFirstRun === undefined && status.data) setFirstRun(!status.data.isSetUp)

  if (isSignedOut(status.error)) return <Closed />
  if (!status.data && status.error !== undefined) return <CannotReach onRetry={status.refresh} />
  if (isFirstRun) return <SetupLoader onLeave={() => setFirstRun(false)} />
  return <Rooms status={status} />
}

function Rooms({ status: { data, error, refresh } }: { status: Poll<ApplianceStatus> }) {
  const page = usePage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top
  useEffect(() => {
    // Newer browsers answer with a promise.
    void scrollTo(0, 0)
  }, [page])
  return (
    <Frame page={page} host={data?.url}>
      {error !== undefined && (
        <OfflineBand className={styles.band} onRetry={refresh}>
          What you see is how it was. This page goes on by itself when Hearth answers.
        </OfflineBand>
      )}
      {page === 'settings' ? (
        <Suspense>
          <Settings />
        </Suspense>
      ) : (
        <Home status={data} onChanged={refresh} />
      )}
    </Frame>
  )
}
