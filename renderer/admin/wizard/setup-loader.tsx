import { useEffect, useState } from 'react'
import type { SetupState } from '../../../server/contract/admin/setup.ts'
import { useClient } from '../api/use-client.ts'
import { CannotReach } from '../cannot-reach.tsx'
import { Wizard } from './wizard.tsx'

/** Asks where an earlier visit stopped. */
export function SetupLoader({ onLeave }: { onLeave: () => void }) {
  const client = useClient()
  const [state, setState] = useState<SetupState>()
  const [attempt, setAttempt] = useState(0)
  const [failed, setFailed] = useState(-1)
  useEffect(() => {
    client.run('setup.state', {}).then(setState, () => setFailed(attempt))
  }, [client, attempt])
  if (state) return <Wizard initial={state} onLeave={onLeave} />
  if (failed === attempt) return <CannotReach onRetry={() => setAttempt(attempt + 1)} />
  return null
}
