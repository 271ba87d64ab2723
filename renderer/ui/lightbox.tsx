import type { KeyboardEvent } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import dialog from './dialog.module.css'
import { Icon } from './icon.tsx'
import styles from './lightbox.module.css'
import { Tool } from './tool.tsx'

export interface Picture {
  readonly src: string
  /** Where the original is. */
  readonly href: string
  readonly name: string
}

interface LightboxProps {
  readonly pictures: readonly Picture[]
  /** undefined: it is shut */
  readonly index: number | undefined
  readonly onMove: (index: number) => void
  readonly onClose: () => void
}

/** A picture as large as the window; the arrow keys go to the next one, Esc and a click beside it close it. */
export function Lightbox({ pictures, index, onMove, onClose }: LightboxProps) {
  const picture = index === undefined ? undefined : pictures[index]
  const to = (next: number) => {
    if (next >= 0 && next < pictures.length) onMove(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (index === undefined || step === undefined) return
    event.preventDefault()
    to(index + step)
  }
  return (
    <ModalOverlay className={dialog.scrim ?? ''} isOpen={picture !== undefined} onOpenChange={onClose} isDismissable>
      <Modal className={styles.modal ?? ''}>
        {picture && index !== undefined && (
          // biome-ignore lint/a11y/noStaticElementInteractions: keys for the dialog as a whole
          <div onKeyDown={onKeyDown}>
            <Dialog className={styles.dialog ?? ''} aria-label={picture.name}>
              <div className={styles.bar}>
                <span className={styles.name}>{picture.name}</span>
                {pictures.length > 1 && (
                  <>
                    <span role="status" className={styles.count}>
                      {index + 1} of {pictures.length}
                    </span>
                    <Tool icon="left" label="Previous picture" isDisabled={index === 0} onPress={() => to(index - 1)} />
                    <Tool
                      icon="right"
                      label="Next picture"
                      isDisabled={index === pictures.length - 1}
                      onPress={() => to(index + 1)}
                    />
                  </>
                )}
                <a className={styles.original} href={picture.href} target="_blank" rel="noopener noreferrer">
                  <Icon name="arrow" /> Open the original
                </a>
                <Tool icon="x" label="Close" shortcut="Esc" onPress={onClose} />
              </div>
              <img key={picture.src} className={styles.picture} src={picture.src} alt={picture.name} />
            </Dialog>
          </div>
        )}
      </Modal>
    </ModalOverlay>
  )
}
