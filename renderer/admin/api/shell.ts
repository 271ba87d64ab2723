import { useEffect, useState } from 'react'
import type { Shell, ShellState } from '../../../server/contract/shell.ts'

declare global {
  interface Window {
    readonly hearth?: Shell
  }
}

/** The desktop app around this page; undefined in a browser. */
export const shell: Shell | undefined = window.hearth

/** Undefined until the first answer. */
export function useShellState(of: Shell): ShellState | undefined {
  const [state, setState] = useState<ShellState>()
  useEffect(() => {
    // A change that comes while the question is under way is newer than its answer.
    const end = of.onState(setState)
    of.state().then(
      (first) => setState((newer) => newer ?? first),
      () => undefined,
    )
    return end
  }, [of])
  return state
}

/** In a window of its own in the desktop app; in a browser in place of this page. */
export function openChat(): void {
  if (shell) void shell.openChat()
  else location.assign('/')
}
