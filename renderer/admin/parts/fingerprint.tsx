import type { ReactNode } from 'react'
import styles from './fingerprint.module.css'

interface FingerprintProps {
  /** SHA-256, `8F:2C:…` */
  readonly fingerprint: string
  readonly children: ReactNode
}

/** The number of the authority's certificate, in lines of eight bytes as devices show it. */
export function Fingerprint({ fingerprint, children }: FingerprintProps) {
  const lines = fingerprint.match(/[^:]+(?::[^:]+){0,7}/g) ?? []
  return (
    <div>
      <p className={styles.hint}>{children}</p>
      <p className={styles.number}>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </p>
    </div>
  )
}
