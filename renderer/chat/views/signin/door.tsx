import type { ReactNode } from 'react'
import { Arch } from '../../../ui/arch.tsx'
import styles from './door.module.css'

/** The way in: the fire on one side, a sheet on the other. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <main className={styles.door}>
      <div className={styles.glass}>
        <div className={styles.drawing}>
          <Arch state="lit" />
        </div>
      </div>
      <section className={styles.sheet}>
        <div className={styles.column}>{children}</div>
      </section>
    </main>
  )
}
