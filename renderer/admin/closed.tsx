import { CopyButton } from '../ui/copy-button.tsx'
import styles from './closed.module.css'
import { Standalone } from './parts/standalone.tsx'

const COMMAND = 'hearth admin-link'

/** The link was used or is too old, or the session has ended. */
export function Closed() {
  return (
    <Standalone arch="cold" title="This door needs a new link.">
      <p>
        A link to this page works once, for ten minutes, and then keeps this browser signed in for twelve hours. Yours
        was used already, or its time is over. Chat goes on as usual; nothing is lost.
      </p>
      <p>
        On the computer that runs Hearth, its own window needs no link. Where Hearth has no window, open a terminal
        there, run this, and open the link it prints:
      </p>
      <div className={styles.command}>
        <code>{COMMAND}</code>
        <CopyButton text={COMMAND} label="Copy" />
      </div>
    </Standalone>
  )
}
