import { CopyButton } from '../../ui/copy-button.tsx'
import { Card } from '../parts/card.tsx'
import { Fingerprint } from '../parts/fingerprint.tsx'
import styles from './trust.module.css'

interface TrustProps {
  /** Of the local authority's certificate; empty while there is none. */
  readonly fingerprint: string
  /** The page on which devices learn to trust the host; empty while it is switched off. */
  readonly trustUrl: string
}

export function Trust({ fingerprint, trustUrl }: TrustProps) {
  if (!fingerprint) return null
  return (
    <Card question="Can people trust that this is us?" answer="Yes, by this number.">
      <Fingerprint fingerprint={fingerprint}>
        Before a device trusts Hearth it shows a number. It must be this one:
      </Fingerprint>
      <div className={styles.acts}>
        {trustUrl && (
          <a className={styles.link} href={trustUrl} target="_blank" rel="noreferrer">
            How a device learns it
          </a>
        )}
        <CopyButton text={fingerprint} label="Copy the number" />
      </div>
    </Card>
  )
}
