import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import { Mark } from '../../../ui/mark.tsx'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'
import { DirectList } from './direct-list.tsx'
import { Jump } from './jump.tsx'
import { Me } from './me.tsx'
import styles from './nav.module.css'
import { StreamList } from './stream-list.tsx'
import { Views } from './views.tsx'

/** Everywhere one can go. The field at its top narrows it down. */
export function Nav() {
  const { name } = useStore(useChat().organization)
  const [filter, setFilter] = useState('')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links in it, which are what acts
    <div className={styles.nav} onKeyDown={moveFocus}>
      <div className={styles.house}>
        <Mark />
        <span className={styles.name}>
          <b>{name}</b>
          <span>On the office network</span>
        </span>
      </div>
      <Jump value={filter} onChange={setFilter} />
      <div className={styles.scroll}>
        {filter === '' && <Views />}
        <StreamList filter={filter} />
        <DirectList filter={filter} />
      </div>
      <Me />
    </div>
  )
}

/** Up and down from link to link, as in any list; from the field into it. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, a[href]')]
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
