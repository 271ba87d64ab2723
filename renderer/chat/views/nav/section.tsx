import type { ReactNode } from 'react'
import { Tool } from '../../../ui/tool.tsx'
import styles from './section.module.css'

interface SectionProps {
  readonly title: string
  /** Where the title leads to. */
  readonly href?: string
  readonly addLabel: string
  readonly onAdd: () => void
  readonly children: ReactNode
}

/** A part of the navigation under its heading. */
export function Section({ title, href, addLabel, onAdd, children }: SectionProps) {
  return (
    <section>
      <div className={styles.head}>
        <h2 className={styles.title}>{href ? <a href={href}>{title}</a> : title}</h2>
        <Tool icon="plus" label={addLabel} size="s" onPress={onAdd} />
      </div>
      {children}
    </section>
  )
}
