import styles from './mark.module.css'

/** Hearth's sign: an arch with a flame. */
export function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 32 34" aria-hidden="true">
      <path d="M2 33V16a14 14 0 0 1 28 0v17z" fill="var(--ink)" />
      <path d="M7 33V16.5a9 9 0 0 1 18 0V33z" fill="var(--hole, var(--ground))" />
      <path
        d="M16.3 14c.6 4-4.8 6.2-4.8 11.3 0 3.6 2.2 5.7 4.6 5.7s4.7-1.8 4.7-5.2c0-2.3-1.1-3.6-1.9-4.6-.2 1.5-.7 2.2-1.3 2.6.5-3.6.3-7-1.3-9.8z"
        fill="var(--ember)"
      />
    </svg>
  )
}
