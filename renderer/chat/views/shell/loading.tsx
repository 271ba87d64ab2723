import { Hidden } from '../../../ui/hidden.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import styles from './loading.module.css'
import { OfflineBand } from './offline-band.tsx'

/** The room before its first state has come; the size of what follows. */
export function Loading() {
  return (
    <div className={styles.room} aria-busy="true">
      <Hidden>Hearth is opening</Hidden>
      <div className={styles.nav}>
        <Skeleton lines={9} />
      </div>
      <main className={styles.sheet}>
        <OfflineBand />
        <div className={styles.lines}>
          <Skeleton lines={6} />
        </div>
      </main>
    </div>
  )
}
