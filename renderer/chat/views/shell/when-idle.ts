const LATE_MS = 3000

/** Runs it when the page has nothing to do, soon in any case. @returns takes it back */
export function whenIdle(run: () => void): () => void {
  // Safari has no idea of idleness.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, LATE_MS)
    return () => clearTimeout(timer)
  }
  const id = requestIdleCallback(run, { timeout: LATE_MS })
  return () => cancelIdleCallback(id)
}
