import { type ReactNode, useEffect, useState } from 'react'
import type { Shell, ShellState } from '../../server/contract/shell.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { useShellState } from './api/shell.ts'
import { Standalone } from './parts/standalone.tsx'

const PATIENCE_MS = 300

/** In the desktop app: the pages while the host runs, and how it is while it does not. */
export function Startup({ shell, children }: { shell: Shell; children: ReactNode }) {
  const state = useShellState(shell)
  if (state?.phase === 'running') return children
  if (state?.phase === 'stopping') return <Stopping />
  if (state?.phase === 'stopped') return <Stopped shell={shell} />
  if (state?.phase === 'failed') return <Failed shell={shell} state={state} />
  return <Starting />
}

function Starting() {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isSlow) return null
  return (
    <Standalone arch="embers" title="Hearth is starting.">
      <p role="status">The first start takes a little longer than the others.</p>
    </Standalone>
  )
}

function Stopping() {
  return (
    <Standalone arch="embers" title="Hearth is stopping.">
      <p role="status">It takes a few seconds, so that every message is written down.</p>
    </Standalone>
  )
}

function Stopped({ shell }: { shell: Shell }) {
  return (
    <Standalone arch="cold" title="Hearth is stopped.">
      <p>Nobody can use the chat until it is started again. Nothing is lost.</p>
      <div>
        <Button kind="main" onPress={() => void shell.start()}>
          Start
        </Button>
      </div>
    </Standalone>
  )
}

function Failed({ shell, state }: { shell: Shell; state: ShellState & { phase: 'failed' } }) {
  return (
    <Standalone arch="cold" title="Hearth could not start.">
      <Note icon="alert" meaning="bad" isAlert>
        {state.sentence}
      </Note>
      <div>
        <Button kind="main" onPress={() => void shell.start()}>
          Try again
        </Button>{' '}
        <Button kind="plain" onPress={() => void shell.quit()}>
          Quit
        </Button>
      </div>
    </Standalone>
  )
}
