import { Button } from '../ui/button.tsx'
import { Standalone } from './parts/standalone.tsx'

/** Nobody answers, and there is nothing yet to show meanwhile. */
export function CannotReach({ onRetry }: { onRetry: () => void }) {
  return (
    <Standalone arch="cold" title="Hearth does not answer.">
      <p role="alert">
        Is the computer that runs it on, and is this device in the same network? Your link has not been used up.
      </p>
      <div>
        <Button kind="main" onPress={onRetry}>
          Try again
        </Button>
      </div>
    </Standalone>
  )
}
