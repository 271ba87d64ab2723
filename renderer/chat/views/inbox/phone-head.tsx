import { Mark } from '../../../ui/mark.tsx'
import { Tool } from '../../../ui/tool.tsx'
import { useChat } from '../chat-context.ts'
import { useShell } from '../shell/shell-context.ts'
import { useStore } from '../use-store.ts'
import styles from './phone-head.module.css'

/** Whose chat it is, where there is no navigation beside the sheet. */
export function PhoneHead() {
  const { name } = useStore(useChat().organization)
  const shell = useShell()
  return (
    <div className={styles.head}>
      <Mark />
      <b className={styles.name}>{name}</b>
      <Tool icon="menu" label="Conversations" onPress={() => shell.showPane('nav')} />
    </div>
  )
}
