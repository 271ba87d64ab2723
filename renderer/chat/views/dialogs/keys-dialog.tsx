import { Button } from '../../../ui/button.tsx'
import { DialogButtons } from '../../../ui/dialog.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import styles from './dialogs.module.css'

const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['Jump to a stream, topic or person', ['/', 'Ctrl K']],
  ['Next conversation with news', ['N']],
  ['Inbox', ['I']],
  ['From message to message', ['J', 'K', '↓', '↑']],
  ['Answer the chosen message', ['R', 'Enter']],
  ['Keep it with a star', ['*']],
  ['Write here', ['C']],
  ['Write to somebody', ['X']],
  ['Send, whatever Enter does', ['Ctrl Enter']],
  ['Out of a field, out of a dialog', ['Esc']],
]

/** What the keys do. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <>
      <dl className={styles.keys}>
        {KEYS.map(([what, keys]) => (
          <div key={what} className={styles.key}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <DialogButtons>
        <Button kind="main" onPress={onClose}>
          Back to the chat
        </Button>
      </DialogButtons>
    </>
  )
}
