import { useSyncExternalStore } from 'react'
import type { Chat } from '../model/chat.ts'
import { fromHash, type Place, toHash } from '../model/hash.ts'
import type { Narrow } from '../model/narrow.ts'

const INBOX: Place = { narrow: { kind: 'inbox' } }

let known: { hash: string; place: Place } = { hash: '', place: INBOX }

/** Where the address bar says one is. */
export function currentPlace(): Place {
  const { hash } = location
  if (hash !== known.hash) known = { hash, place: fromHash(hash) ?? INBOX }
  return known.place
}

export function usePlace(): Place {
  return useSyncExternalStore((changed) => {
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, currentPlace)
}

/** The link to a place. */
export function hrefOf(chat: Chat, narrow: Narrow, near?: number): string {
  const names = {
    streamName: (id: number) => chat.streams.get(id)?.name,
    userName: (id: number) => chat.people.get(id)?.name,
  }
  return `#${toHash(near === undefined ? { narrow } : { narrow, near }, names)}`
}

export function goTo(chat: Chat, narrow: Narrow): void {
  location.hash = hrefOf(chat, narrow)
}

/**
 * The topmost message that was in sight, in this entry of the browser's history: it outlives reloads, going back and
 * going forward. undefined: one was at the end.
 */
export function readScroll(): number | undefined {
  return (history.state as { topmost?: number } | null)?.topmost
}

export function saveScroll(topmost: number | undefined): void {
  if (topmost !== readScroll()) history.replaceState(topmost === undefined ? null : { topmost }, '')
}
