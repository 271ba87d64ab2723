import { setTimeout as delay } from 'node:timers/promises'

export interface WaitOptions {
  /** Milliseconds after which to give up. */
  readonly within: number
  /** Milliseconds between two looks. */
  readonly every: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks until `condition` gives something truthy; resolves with that, or with undefined when the time is over.
 * Rejects when the signal aborts.
 */
export async function until<T>(condition: () => T | Promise<T>, o: WaitOptions): Promise<T | undefined> {
  const deadline = performance.now() + o.within
  for (;;) {
    o.signal?.throwIfAborted()
    const found = await condition()
    if (found) return found
    if (performance.now() >= deadline) return undefined
    await delay(o.every, undefined, o.signal ? { signal: o.signal } : {})
  }
}
