import { useEffect } from 'react'
import { Button } from '../../../ui/button.tsx'
import type { Invitation } from '../../api/join.ts'
import type { Session } from '../../model/session.ts'
import { AlreadyIn } from './already-in.tsx'
import { Door } from './door.tsx'
import { Join } from './join.tsx'
import styles from './sign-in.module.css'

interface InvitedProps {
  readonly session: Session
  readonly invitation: Invitation
  /** This browser is signed in already. */
  readonly isSomebody: boolean
}

/** What an invitation's link opens. */
export function Invited({ session, invitation, isSomebody }: InvitedProps) {
  useEffect(() => {
    document.title = invitation.valid ? `Join ${invitation.organization}` : 'Invitation · Hearth'
  }, [invitation])
  return (
    <Door>
      {isSomebody ? (
        <AlreadyIn session={session} />
      ) : invitation.valid ? (
        <Join session={session} invitation={invitation} />
      ) : (
        <Useless session={session} reason={invitation.reason} />
      )}
    </Door>
  )
}

const REASONS = {
  unknown:
    'This link is not a valid invitation. Perhaps a part of it was lost on the way: compare it with the message it came in.',
  expired: 'This invitation has expired.',
  revoked: 'This invitation was withdrawn.',
  used: 'This invitation was for one person, and somebody has used it.',
} as const

function Useless({ session, reason }: { session: Session; reason: keyof typeof REASONS }) {
  return (
    <div className={styles.form}>
      <h1 className={styles.title}>This door is closed</h1>
      <p role="alert">{REASONS[reason]} Ask whoever sent it for a new one.</p>
      <Button kind="main" size="l" onPress={() => session.passInvitation()}>
        I have an account: sign in
      </Button>
    </div>
  )
}
