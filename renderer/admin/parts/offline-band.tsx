import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from './offline-band.module.css'

/** What is shown below it is from before the host went away. */
export function OfflineBand({ onRetry }: { onRetry: () => void }) {
  return (
    <div className={styles.band} role="status">
      <Icon name="off" className={styles.icon} />
      <p className={styles.words}>
        <b>Hearth cannot be reached.</b> What you see is how it was. This page goes on by itself when Hearth answers.
      </p>
      <Button size="s" onPress={onRetry}>
        Try now
      </Button>
    </div>
  )
}
