import { useSyncExternalStore } from 'react'
import type { Observable } from '../model/observable.ts'

/** The store itself; the component renders again when it changes. */
export function useStore<T extends Observable>(store: T): T {
  useSyncExternalStore(store.subscribe, store.version)
  return store
}
