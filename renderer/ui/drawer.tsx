import type { ReactNode } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './drawer.module.css'

interface DrawerProps {
  readonly label: string
  readonly side: 'start' | 'end'
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A pane that lies over the sheet where there is no room beside it. */
export function Drawer({ label, side, isOpen, onClose, children }: DrawerProps) {
  return (
    <ModalOverlay className={styles.scrim ?? ''} isOpen={isOpen} onOpenChange={onClose} isDismissable>
      <Modal className={cx(styles.pane, styles[side])}>
        <Dialog className={styles.content ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
