import { Button } from '../../../ui/button.tsx'
import { Door } from './door.tsx'
import styles from './sign-in.module.css'

/** The page came from the browser's store or the host has just gone: there is nothing to show yet. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <Door>
      <div className={styles.form} role="alert">
        <h1 className={styles.title}>Hearth cannot be reached</h1>
        <p>Check that this device is on the office network and that the computer with Hearth is switched on.</p>
        <Button kind="main" size="l" onPress={onRetry}>
          Try again
        </Button>
      </div>
    </Door>
  )
}
