import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { canonicalIp } from '../../lib/addresses.ts'
import { writeFileAtomic } from '../../lib/atomic-file.ts'
import type { Authority } from './authority.ts'
import { newKeyPair } from './keys.ts'
import { type Names, sameNames } from './names.ts'

/** PEM: the certificate with its authority behind it, and its private key. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
}

export interface Leaf {
  readonly certificate: string
  readonly key: string
  readonly x509: X509Certificate
}

const certificateFile = (folder: string) => join(folder, 'leaf.pem')
const keyFile = (folder: string) => join(folder, 'leaf.key')

/** The stored pair; undefined when there is none or its halves do not belong together (a crash between two writes). */
export async function readLeaf(folder: string): Promise<Leaf | undefined> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(certificateFile(folder), 'utf8'),
      readFile(keyFile(folder), 'utf8'),
    ])
    const x509 = new X509Certificate(certificate)
    return x509.checkPrivateKey(createPrivateKey(key)) ? { certificate, key, x509 } : undefined
  } catch {
    return undefined
  }
}

/** Makes and stores a new certificate; with the key of `previous`, if given, else with a new one. */
export async function issueLeaf(
  folder: string,
  authority: Authority,
  names: Names,
  now: number,
  previous?: Leaf,
): Promise<Leaf> {
  const [{ makeLeaf }, key] = await Promise.all([
    import('./certificate.ts'),
    previous ? previous.key : newKeyPair().then((pair) => pair.privateKey),
  ])
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  const issuer = { commonName: authority.commonName, privateKey: authority.privateKey() }
  const certificate = makeLeaf(issuer, publicKey, names, now)
  await writeFileAtomic(keyFile(folder), key, 0o600)
  await writeFileAtomic(certificateFile(folder), certificate, 0o644)
  return { certificate, key, x509: new X509Certificate(certificate) }
}

/** Whether two thirds of its life are over, or its life has not begun (a clock that was set back). */
export function isDue({ x509 }: Leaf, now: number): boolean {
  const from = Date.parse(x509.validFrom)
  const to = Date.parse(x509.validTo)
  return now < from || now >= from + ((to - from) * 2) / 3
}

export function isIssuedBy({ x509 }: Leaf, authority: Authority): boolean {
  return x509.verify(authority.x509.publicKey)
}

export function covers({ x509 }: Leaf, names: Names): boolean {
  const entries = (x509.subjectAltName ?? '').split(', ').map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
  return sameNames(names, {
    dns: entries.filter((entry) => isIP(entry) === 0),
    ips: entries.filter((entry) => isIP(entry) !== 0).map(canonicalIp),
  })
}
