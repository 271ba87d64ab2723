import { useCallback, useEffect, useRef, useState } from 'react'

export interface Poll<T> {
  /** The newest answer; stays while the host is away. */
  readonly data: T | undefined
  /** Why the last attempt failed. */
  readonly error: unknown
  /** Asks at once. */
  readonly refresh: () => void
}

/** Asks again `every` milliseconds after each answer, at once when the page is looked at again, never while it is hidden. */
export function usePoll<T>(load: () => Promise<T>, every: number): Poll<T> {
  const [state, setState] = useState<{ data: T | undefined; error: unknown }>({ data: undefined, error: undefined })
  const current = useRef(load)
  current.current = load
  const again = useRef<() => void>(() => undefined)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let round = 0
    const ask = () => {
      clearTimeout(timer)
      // A slow answer must not overwrite that of a later question.
      const mine = ++round
      const settle = (next: (before: { data: T | undefined }) => { data: T | undefined; error: unknown }) => {
        if (mine !== round) return
        setState(next)
        if (!document.hidden) timer = setTimeout(ask, every)
      }
      current.current().then(
        (data) => settle(() => ({ data, error: undefined })),
        (error: unknown) => settle(({ data }) => ({ data, error })),
      )
    }
    const onVisible = () => {
      if (!document.hidden) ask()
    }
    again.current = ask
    ask()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      round = -1
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [every])

  return { ...state, refresh: useCallback(() => again.current(), []) }
}
