import { reachable } from './reachable.ts'
import styles from './tables.module.css'

export function frameTables(root: HTMLElement): void {
  for (const table of root.querySelectorAll('table')) {
    const frame = document.createElement('div')
    frame.className = styles.frame ?? ''
    table.replaceWith(frame)
    frame.append(table)
    reachable(frame, 'Table')
  }
}
