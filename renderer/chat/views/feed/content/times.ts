import { drawIcon } from '../../../../ui/icon.tsx'
import styles from './times.module.css'

const format = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})

/** Moments in the reader's zone and language; what was written is in the tooltip. */
export function showTimes(root: HTMLElement): void {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime)
    if (Number.isNaN(at.getTime())) continue
    time.title = `${time.textContent} (${time.dateTime})`
    time.classList.add(styles.time ?? '')
    time.replaceChildren(drawIcon('clock'), format.format(at))
  }
}
