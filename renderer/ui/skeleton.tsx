import styles from './skeleton.module.css'

/** Grey lines in the place of what is still loading; invisible for the first 300 ms. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <span className={styles.lines} aria-hidden="true">
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity and never move
        <i key={i} className={styles.line} />
      ))}
    </span>
  )
}
