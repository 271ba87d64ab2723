import { useState } from 'react'
import { BusyButton } from '../../../ui/busy-button.tsx'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/note.tsx'
import type { Session } from '../../model/session.ts'
import styles from './sign-in.module.css'

/** An invitation was opened in a browser that somebody is signed in to: perhaps by a colleague at the same computer. */
export function AlreadyIn({ session }: { session: Session }) {
  const [phase, setPhase] = useState<'rest' | 'busy' | 'failed'>('rest')
  const makeRoom = () => {
    if (phase === 'busy') return
    setPhase('busy')
    session.makeRoom().catch(() => setPhase('failed'))
  }
  return (
    <div className={styles.form}>
      <h1 className={styles.title}>Somebody is signed in here already</h1>
      <p>If that is you, go on to the chat. The invitation stays good for somebody else.</p>
      {phase === 'failed' && (
        <Note icon="alert" meaning="bad" isAlert>
          Hearth cannot be reached, so nobody was signed out. Try again in a moment.
        </Note>
      )}
      <Button kind="main" size="l" onPress={() => session.passInvitation()}>
        Open the chat
      </Button>
      <BusyButton size="l" isBusy={phase === 'busy'} onPress={makeRoom}>
        Sign out, and join as somebody else
      </BusyButton>
    </div>
  )
}
