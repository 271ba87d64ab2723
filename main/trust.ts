import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** Whether `authority` itself issued `certificate` (both PEM), for `hostname`, for now. Nothing between them is accepted. */
export function isIssuedFor(certificate: string, hostname: string, authority: string, now = Date.now()): boolean {
  try {
    const leaf = new X509Certificate(certificate)
    const issuer = new X509Certificate(authority)
    return (
      leaf.checkIssued(issuer) &&
      leaf.verify(issuer.publicKey) &&
      [leaf, issuer].every((x509) => Date.parse(x509.validFrom) <= now && now <= Date.parse(x509.validTo)) &&
      isFor(leaf, hostname.replace(/^\[(.*)\]$/, '$1'))
    )
  } catch {
    return false
  }
}

function isFor(leaf: X509Certificate, name: string): boolean {
  const found = isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name, { subject: 'never', wildcards: false })
  return found !== undefined
}
