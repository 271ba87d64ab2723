import { Dialog } from '../../../ui/dialog.tsx'
import type { DialogKind } from '../shell/shell-context.ts'
import { DirectDialog } from './direct-dialog.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { StreamsDialog } from './streams-dialog.tsx'

interface DialogsProps {
  readonly kind: DialogKind | undefined
  readonly onClose: () => void
}

const TITLES: Readonly<Record<DialogKind, string>> = {
  streams: 'Streams',
  direct: 'Write to',
  keys: 'Keyboard',
}

/** The dialog that is open. */
export function Dialogs({ kind, onClose }: DialogsProps) {
  return (
    <Dialog title={kind ? TITLES[kind] : ''} isOpen={kind !== undefined} onClose={onClose}>
      {kind === 'streams' && <StreamsDialog onClose={onClose} />}
      {kind === 'direct' && <DirectDialog onClose={onClose} />}
      {kind === 'keys' && <KeysDialog onClose={onClose} />}
    </Dialog>
  )
}
