import { useEffect } from 'react'
import type { Chat } from '../../model/chat.ts'

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove'] as const

/** Notes that somebody is at the page: others see them as active, and nothing changes under their hands. */
export function useInput({ presence }: Chat): void {
  useEffect(() => {
    const note = () => presence.noteInput()
    for (const sign of SIGNS) addEventListener(sign, note, { capture: true, passive: true })
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, note, { capture: true })
    }
  }, [presence])
}
