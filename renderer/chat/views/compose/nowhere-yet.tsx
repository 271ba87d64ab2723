import { Button } from '../../../ui/button.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import { useMedia } from '../../../ui/use-media.ts'
import { useShell } from '../shell/shell-context.ts'
import styles from './nowhere-yet.module.css'

/** In a list of many conversations one first chooses where to write. */
export function NowhereYet() {
  const shell = useShell()
  const isTouch = useMedia('(pointer: coarse)')
  return (
    <div className={styles.bar}>
      {isTouch ? (
        <p>Tap a message to answer it, or open a stream to begin a topic.</p>
      ) : (
        <p>
          Choose a message and press <Kbd>R</Kbd> to answer it, or open a stream to begin a topic.
        </p>
      )}
      <Button size="s" onPress={() => shell.showDialog('direct')}>
        Direct message
      </Button>
    </div>
  )
}
