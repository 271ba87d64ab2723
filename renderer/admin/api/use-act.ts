import { useEffect, useRef, useState } from 'react'
import { explain, problemsByPath } from './failure.ts'

const PATIENCE_MS = 1000

/** One act of a person: runs once at a time, tells when it takes long, keeps what went wrong. */
export interface Act<Args extends unknown[]> {
  readonly run: (...args: Args) => void
  readonly isBusy: boolean
  /** Busy for over a second: time to say what is going on. */
  readonly isSlow: boolean
  /** What went wrong as a whole; undefined when every problem has a field. */
  readonly error: string | undefined
  /** What is wrong with each field, by its path. */
  readonly problems: Readonly<Record<string, string>>
  readonly forget: (path: string) => void
}

interface Outcome {
  readonly error: string | undefined
  readonly problems: Readonly<Record<string, string>>
}
const FINE: Outcome = { error: undefined, problems: {} }

/** @param act what to do; a rejection becomes `error` and `problems` */
export function useAct<Args extends unknown[]>(act: (...args: Args) => Promise<void>): Act<Args> {
  const [phase, setPhase] = useState<'rest' | 'busy' | 'slow'>('rest')
  const [outcome, setOutcome] = useState(FINE)
  const running = useRef(false)

  useEffect(() => {
    if (phase !== 'busy') return
    const timer = setTimeout(() => setPhase('slow'), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [phase])

  const run = async (...args: Args) => {
    if (running.current) return
    running.current = true
    setPhase('busy')
    setOutcome(FINE)
    try {
      await act(...args)
    } catch (error) {
      const problems = problemsByPath(error)
      setOutcome({ problems, error: Object.keys(problems).length === 0 ? explain(error) : undefined })
    }
    running.current = false
    setPhase('rest')
  }
  return {
    run: (...args) => void run(...args),
    isBusy: phase !== 'rest',
    isSlow: phase === 'slow',
    ...outcome,
    forget: (path) =>
      setOutcome(({ error, problems }) => ({
        error,
        problems: Object.fromEntries(Object.entries(problems).filter(([key]) => key !== path)),
      })),
  }
}
