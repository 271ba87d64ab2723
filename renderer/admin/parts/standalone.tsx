import type { ReactNode } from 'react'
import { Arch, type ArchState } from '../../ui/arch.tsx'
import styles from './standalone.module.css'

interface StandaloneProps {
  readonly arch: ArchState
  readonly title: string
  readonly children: ReactNode
}

/** A page that says one thing. */
export function Standalone({ arch, title, children }: StandaloneProps) {
  return (
    <main className={styles.page}>
      <section className={styles.sheet}>
        <div className={styles.niche}>
          <Arch state={arch} />
        </div>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </section>
    </main>
  )
}
