import { useState } from 'react'
import type { ApplianceStatus } from '../../../server/contract/admin/appliance.ts'
import type { OutputOf } from '../../../server/contract/admin/index.ts'
import { BusyButton } from '../../ui/busy-button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Note } from '../../ui/note.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import { Card } from '../parts/card.tsx'
import { DirectLink } from '../parts/direct-link.tsx'
import { formatUntil } from '../parts/format.ts'
import home from './home.module.css'
import styles from './way-in.module.css'

/** The address of the office, and invitations to it. */
export function WayIn({ status }: { status: ApplianceStatus }) {
  const client = useClient()
  const [invite, setInvite] = useState<OutputOf<'invites.create'>>()
  const act = useAct(async () => setInvite(await client.run('invites.create', {})))
  return (
    <Card question="How do people get in?" className={home.side}>
      {status.url === '' ? (
        <p className={styles.hint}>The addresses appear here as soon as chat has started.</p>
      ) : (
        <>
          <Addresses status={status} code={invite?.qr} />
          <BusyButton kind={invite ? 'edge' : 'main'} wide isBusy={act.isBusy} onPress={act.run}>
            <Icon name="invite" /> {invite ? 'Make another link' : 'Invite someone'}
          </BusyButton>
        </>
      )}
      {act.error !== undefined && (
        <Note icon="alert" meaning="bad" isAlert>
          {act.error}
        </Note>
      )}
      {invite ? <Invitation invite={invite} /> : <p className={styles.hint}>{WITHOUT_INVITE}</p>}
    </Card>
  )
}

const WITHOUT_INVITE =
  'The code opens Hearth on a phone or computer in the office and shows how to trust it. To get an account, people need an invitation.'

function Addresses({ status, code = status.qr }: { status: ApplianceStatus; code: ApplianceStatus['qr'] | undefined }) {
  const { localName, url, urls } = status
  const port = new URL(url).port
  const name = localName ? `${localName}${port && `:${port}`}` : new URL(url).host
  const others = [url, ...urls].map((each) => new URL(each).host).filter((host) => host !== name)
  return (
    <>
      <div className={styles.code}>
        <QrCode code={code} label={`QR code that opens ${code.text}`} />
      </div>
      <p className={styles.address}>{name}</p>
      {others.length > 0 && (
        <details className={styles.more}>
          <summary>Other addresses</summary>
          <ul>
            {[...new Set(others)].map((host) => (
              <li key={host}>{host}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Invitation({ invite }: { invite: OutputOf<'invites.create'> }) {
  const { trustLink, expiresAt } = invite
  const link = trustLink || invite.link
  return (
    <>
      <p className={styles.link} role="status">
        {link}
      </p>
      <CopyButton text={link} label="Copy link" wide />
      <p className={styles.hint}>
        The link and the code show a device how to trust Hearth, and let people in as members
        {expiresAt === null ? '' : ` until ${formatUntil(expiresAt)}`}. The link is shown this once; copy it now.
      </p>
      <DirectLink invite={invite} />
    </>
  )
}
