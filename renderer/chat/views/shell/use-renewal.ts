import { useEffect } from 'react'
import { readServerSettings } from '../../api/auth.ts'
import type { Chat } from '../../model/chat.ts'
import { useStore } from '../use-store.ts'
import type { ShellActions } from './shell-context.ts'
import { isModal } from './use-shortcuts.ts'

const LOOK_MS = 1_000
const IDLE_MS = 60_000
/** A host that wishes it again and again is not obeyed more often. */
const PAUSE_MS = 10 * 60_000
const KEY = 'hearth.renewed'

/** Loads the page anew when the host has another one, as soon as nothing is lost by it. */
export function useRenewal(chat: Chat, { composeInput }: Pick<ShellActions, 'composeInput'>): void {
  const { isWanted } = useStore(chat.renewal)
  useEffect(() => {
    if (!isWanted) return
    const isTime = () => {
      const isIdle = document.hidden || chat.presence.idleFor() >= IDLE_MS
      if (!chat.renewal.isDue(isIdle) || isRecent() || chat.holdsWork) return false
      return !isModal() && !isFilledIn(composeInput.current) && !isPlaying()
    }
    let isAsking = false
    const look = async () => {
      if (isAsking || !isTime()) return
      isAsking = true
      // In place of a host that is just going down again there would be the browser's error page.
      const isThere = await readServerSettings(chat.client).then(
        () => true,
        () => false,
      )
      isAsking = false
      if (!isThere || !isTime()) return
      clearInterval(timer)
      sessionStorage.setItem(KEY, String(Date.now()))
      location.reload()
    }
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [chat, isWanted, composeInput])
}

/** By the wish of a host: what a person reloads is theirs. */
function isRecent(): boolean {
  const ago = Date.now() - Number(sessionStorage.getItem(KEY) ?? 0)
  return ago >= 0 && ago < PAUSE_MS
}

/** Whether something is written elsewhere than in the message, whose text is with the drafts. */
function isFilledIn(message: HTMLTextAreaElement | null): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea, input:not([type="checkbox"], [type="radio"], [type="range"])',
  )
  return [...fields].some((field) => field.value !== '' && (message === null || field.form !== message.form))
}

function isPlaying(): boolean {
  return [...document.querySelectorAll<HTMLMediaElement>('video, audio')].some((one) => !one.paused)
}
