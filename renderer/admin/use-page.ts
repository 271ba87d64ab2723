import { useSyncExternalStore } from 'react'

export const PAGES = ['home', 'settings'] as const
export type Page = (typeof PAGES)[number]

/** The page that the address names: `#/settings`. */
export function usePage(): Page {
  const name = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed)
      return () => removeEventListener('hashchange', changed)
    },
    () => location.hash.slice(2),
  )
  return PAGES.find((page) => page === name) ?? 'home'
}

export function pageHref(page: Page): string {
  return page === 'home' ? '#/' : `#/${page}`
}
