import { Icon } from '../../../ui/icon.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import { useShell } from '../shell/shell-context.ts'
import styles from './jump.module.css'

/** Finds streams, topics and people by name. Enter goes to the first, Esc lets go. */
export function Jump({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { jumpInput } = useShell()
  return (
    <label className={styles.jump}>
      <Icon name="search" />
      <input
        ref={jumpInput}
        className={styles.input}
        type="search"
        aria-label="Jump to a stream, topic or person"
        placeholder="Jump to…"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            onChange('')
            event.currentTarget.blur()
          }
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.currentTarget.closest('label')?.parentElement?.querySelector<HTMLElement>('a[href]')?.click()
          onChange('')
          event.currentTarget.blur()
        }}
      />
      {value === '' && <Kbd>/</Kbd>}
    </label>
  )
}
