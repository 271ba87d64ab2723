import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import type { Chat } from '../../model/chat.ts'
import { narrowKey } from '../../model/narrow.ts'
import { currentPlace, goTo } from '../place.ts'
import type { ShellActions } from './shell-context.ts'

/** Keys that work wherever nothing is being typed; those of a feed are its own. */
export function useShortcuts(chat: Chat, shell: ShellActions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.metaKey || isModal()) return
      if (event.ctrlKey) {
        if (event.key !== 'k') return
        event.preventDefault()
        jump(shell)
        return
      }
      if (isTyping(event.target)) return
      const act = ACTS[event.key]
      if (!act) return
      event.preventDefault()
      act(chat, shell)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [chat, shell])
}

const ACTS: Readonly<Record<string, (chat: Chat, shell: ShellActions) => void>> = {
  '/': (_chat, shell) => jump(shell),
  '?': (_chat, shell) => shell.showDialog('keys'),
  c: (_chat, shell) => (shell.composeInput.current ? shell.composeInput.current.focus() : shell.showDialog('direct')),
  n: (chat) => goToNextUnread(chat),
  i: (chat) => goTo(chat, { kind: 'inbox' }),
  x: (_chat, shell) => shell.showDialog('direct'),
}

/** On a phone the field is in a pane, which must open first. It has the focus before the next key comes. */
function jump(shell: ShellActions): void {
  if (!shell.jumpInput.current) flushSync(() => shell.showPane('nav'))
  shell.jumpInput.current?.focus()
}

/** Reading on: the conversation that has waited longest, direct ones and mentions first. */
export function goToNextUnread(chat: Chat): void {
  const { narrow } = currentPlace()
  const here = narrowKey(narrow)
  const waiting = chat.unread.conversations().filter(({ conversation }) => narrowKey(conversation) !== here)
  const forYou = waiting.find((one) => one.conversation.kind === 'direct' || one.isMentioned)
  const next = forYou ?? waiting[0]
  goTo(chat, next?.conversation ?? { kind: 'inbox' })
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export const isModal = () => document.querySelector('[role="dialog"], [role="menu"]') !== null
