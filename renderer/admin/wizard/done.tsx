import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '../../../server/contract/admin/index.ts'
import { BusyButton } from '../../ui/busy-button.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import { DirectLink } from '../parts/direct-link.tsx'
import { formatUntil } from '../parts/format.ts'
import styles from './done.module.css'
import { type Credentials, enterChat } from './enter-chat.ts'
import question from './question.module.css'

interface DoneProps {
  readonly office: string
  /** Undefined when the password was typed in an earlier visit. */
  readonly owner: Credentials | undefined
  /** Names of the settings that wait for the next start. */
  readonly needsRestart: readonly string[]
  readonly onLeave: () => void
}

/** The office is open: how the first people get in. */
export function Done({ office, owner, needsRestart, onLeave }: DoneProps) {
  const client = useClient()
  const [invite, setInvite] = useState<OutputOf<'invites.create'>>()
  const act = useAct(async () => setInvite(await client.run('invites.create', {})))
  const begin = useRef(act.run)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    begin.current()
    heading.current?.focus()
  }, [])
  return (
    <div className={question.column}>
      <header className={question.head}>
        <p className={question.ask}>All four questions are answered</p>
        <h1 ref={heading} className={question.title} tabIndex={-1}>
          {office} is open.
        </h1>
        <p className={question.lede}>
          Hold a phone to the code, or send the link. Both show a device how to trust Hearth, and let people in as
          members
          {invite?.expiresAt ? ` until ${formatUntil(invite.expiresAt)}` : ''}.
        </p>
      </header>
      <Invitation invite={invite} error={act.error} isBusy={act.isBusy} onRetry={act.run} />
      {needsRestart.length > 0 && (
        <Note icon="info" meaning="info">
          <b>The new port holds from the next start of Hearth.</b> Until then people use the address above.
        </Note>
      )}
      <footer className={question.foot}>
        <Button kind="plain" size="l" onPress={onLeave}>
          See how it is doing
        </Button>
        <Button kind="light" size="l" onPress={() => void enterChat(owner)}>
          Open the chat <Icon name="arrow" />
        </Button>
      </footer>
    </div>
  )
}

interface InvitationProps {
  readonly invite: OutputOf<'invites.create'> | undefined
  readonly error: string | undefined
  readonly isBusy: boolean
  readonly onRetry: () => void
}

function Invitation({ invite, error, isBusy, onRetry }: InvitationProps) {
  if (invite) {
    return (
      <div className={styles.ready}>
        <div className={styles.code}>
          <QrCode code={invite.qr} label="QR code that opens the invitation" />
        </div>
        <div className={styles.words}>
          <p className={styles.address}>{new URL(invite.link).host}</p>
          <p className={styles.link}>{invite.trustLink || invite.link}</p>
          <div>
            <CopyButton text={invite.trustLink || invite.link} label="Copy link" />
          </div>
          <DirectLink invite={invite} />
        </div>
      </div>
    )
  }
  if (error === undefined) return <Skeleton lines={6} />
  return (
    <Note icon="alert" meaning="bad" isAlert>
      <p>The invitation could not be made. {error}</p>
      <BusyButton size="s" isBusy={isBusy} onPress={onRetry}>
        Make the invitation
      </BusyButton>
    </Note>
  )
}
