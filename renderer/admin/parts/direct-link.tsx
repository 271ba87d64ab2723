import type { OutputOf } from '../../../server/contract/admin/index.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './direct-link.module.css'

/** An invitation without the detour over the trust page; nothing where there is no such page. */
export function DirectLink({ invite: { link, trustLink } }: { invite: OutputOf<'invites.create'> }) {
  if (trustLink === '') return null
  return (
    <details className={styles.fold}>
      <summary>For a device that trusts Hearth already</summary>
      <p className={styles.link}>{link}</p>
      <CopyButton text={link} label="Copy the short way" />
    </details>
  )
}
