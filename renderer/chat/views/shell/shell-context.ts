import { createContext, type RefObject, useContext } from 'react'
import type { Picture } from '../../../ui/lightbox.tsx'
import type { Conversation } from '../../model/conversation.ts'
import type { Message } from '../../model/messages.ts'

export type DialogKind = 'streams' | 'direct' | 'keys'
export type Pane = 'nav' | 'aside'

/** What one part of the page asks of another. */
export interface ShellActions {
  /** Opens a dialog, or closes the one that is open. */
  showDialog(kind: DialogKind | undefined): void
  /** Opens the pictures, at the one with this index. */
  showPictures(pictures: { readonly all: readonly Picture[]; readonly index: number }): void
  /** Opens a pane where there is no room for it beside the sheet. */
  showPane(pane: Pane | undefined): void
  isAsideShown: boolean
  toggleAside(): void
  /** Answers where the message stands. */
  reply(message: Message): void
  /** Goes there from a dialog, to write. */
  writeTo(conversation: Conversation): void
  readonly composeInput: RefObject<HTMLTextAreaElement | null>
  readonly jumpInput: RefObject<HTMLInputElement | null>
}

export const ShellContext = createContext<ShellActions | undefined>(undefined)

export function useShell(): ShellActions {
  const actions = useContext(ShellContext)
  if (!actions) throw new Error('This part stands in the shell')
  return actions
}
