import { X509Certificate } from 'node:crypto'
import type { Facts } from '../../control/facts.ts'
import type { Vault } from '../../control/vault.ts'
import { OperatorError } from '../../lib/operator-error.ts'
import { type Constraints, constraintsFor } from './constraints.ts'
import { newKeyPair } from './keys.ts'
import type { Names } from './names.ts'

const KEY_NAME = 'tls.authority_key'
/** RFC 5280's upper bound for a common name. */
const MAX_NAME = 64

/** The local certificate authority. Its key stays sealed until something is to be signed. */
export interface Authority {
  readonly certificate: string
  readonly commonName: string
  readonly constraints: Constraints
  readonly x509: X509Certificate
  privateKey(): string
}

/** As kept in `appliance.db`, so that a restored host keeps the authority its users trust. */
interface Stored {
  readonly certificate: string
  readonly commonName: string
  readonly chosen: Names
}

interface AuthorityOptions {
  readonly facts: Facts
  readonly vault: Vault
  /** The organization's or the machine's name: what people see when they are asked to trust. */
  readonly ownerName: string
  /** Names beyond the private ones that the authority may ever vouch for. */
  readonly chosen: Names
  readonly now: () => number
}

/** The authority of this data folder, made when there is none yet. */
export async function loadAuthority(options: AuthorityOptions): Promise<Authority> {
  const text = options.facts.get('tls_authority')
  const stored = text ? (JSON.parse(text) as Stored) : await create(options)
  return {
    certificate: stored.certificate,
    commonName: stored.commonName,
    constraints: constraintsFor(stored.chosen),
    x509: new X509Certificate(stored.certificate),
    privateKey() {
      const key = options.vault.get(KEY_NAME)
      if (key) return key.toString()
      throw new OperatorError(
        "The key of Hearth's certificate authority is missing; restore appliance.db from a backup.",
      )
    },
  }
}

async function create({ facts, vault, ownerName, chosen, now }: AuthorityOptions): Promise<Stored> {
  const [{ makeAuthority }, { privateKey }] = await Promise.all([import('./certificate.ts'), newKeyPair()])
  const commonName = Array.from(`Hearth at ${ownerName}`).slice(0, MAX_NAME).join('')
  const certificate = makeAuthority({ commonName, privateKey }, constraintsFor(chosen), now())
  const stored: Stored = { certificate, commonName, chosen }
  // The key first: an authority without its key would be found, and be of no use.
  vault.set(KEY_NAME, Buffer.from(privateKey))
  facts.set('tls_authority', JSON.stringify(stored))
  return stored
}
