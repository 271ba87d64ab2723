import type { ReactNode } from 'react'
import { Tool } from '../../../ui/tool.tsx'
import styles from './section.module.css'

interface SectionProps {
  readonly title: string
  readonly addLabel: string
  readonly onAdd: () => void
  readonly children: ReactNode
}

/** A part of the navigation under its heading. */
export function Section({ title, addLabel, onAdd, children }: SectionProps) {
  return (
    <section>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <Tool icon="plus" label={addLabel} size="s" onPress={onAdd} />
      </div>
      {children}
    </section>
  )
}
