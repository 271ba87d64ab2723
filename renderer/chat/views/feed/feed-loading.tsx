import { Hidden } from '../../../ui/hidden.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import styles from './feed-states.module.css'

/** Where messages will be, in about their size. */
export function FeedLoading() {
  return (
    <div className={styles.loading} aria-busy="true">
      <Hidden>Messages are loading</Hidden>
      <Skeleton lines={4} />
      <Skeleton lines={3} />
    </div>
  )
}
