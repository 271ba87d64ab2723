import { Button } from 'react-aria-components'
import { Count } from '../../../ui/count.tsx'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'
import { useShell } from './shell-context.ts'
import styles from './tabs.module.css'

/** The bar at the foot of a phone's lists. */
export function Tabs() {
  const unread = useStore(useChat().unread)
  const shell = useShell()
  return (
    <div className={styles.tabs}>
      <span className={styles.tab} data-on aria-current="page">
        <Icon name="inbox" className={styles.icon} />
        Inbox
        <span className={styles.count}>
          <Count count={unread.count} forYou />
        </span>
      </span>
      <Tab icon="topic" label="Streams" onPress={() => shell.showPane('nav')} />
      <Tab icon="people" label="Direct" onPress={() => shell.showDialog('direct')} />
      <Tab icon="plus" label="New stream" onPress={() => shell.showDialog('streams')} />
    </div>
  )
}

function Tab({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => void }) {
  return (
    <Button className={styles.tab ?? ''} onPress={onPress}>
      <Icon name={icon} className={styles.icon} />
      {label}
    </Button>
  )
}
