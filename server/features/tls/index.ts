import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Facts } from '../../control/facts.ts'
import { type Services, stateOf } from '../../control/services.ts'
import type { Vault } from '../../control/vault.ts'
import { networkAddresses as currentAddresses } from '../../lib/addresses.ts'
import { writeFileAtomic } from '../../lib/atomic-file.ts'
import type { Log } from '../../lib/log.ts'
import { type Authority, loadAuthority } from './authority.ts'
import { PRIVATE_DOMAINS, permitted } from './constraints.ts'
import { covers, isDue, isIssuedBy, issueLeaf, type Leaf, readLeaf, type TlsMaterial } from './leaf.ts'
import { allNames, givenNames, type Names } from './names.ts'

export type { TlsMaterial } from './leaf.ts'

const CHECK_EVERY = 20_000

export interface TlsOptions {
  /** The data folder's `tls/`. */
  readonly folder: string
  readonly facts: Facts
  readonly vault: Vault
  readonly services: Services
  readonly log: Log
  readonly machineName: string
  /** For the name of the authority, at the very first start. */
  readonly ownerName: string
  /** The setting `addresses`, read at every check. */
  readonly addresses: () => readonly string[]
  /** A new certificate or other addresses, after the start. */
  readonly onChange: (material: TlsMaterial, hosts: readonly string[]) => void
  readonly networkAddresses?: () => readonly string[]
  readonly now?: () => number
}

export interface Tls {
  /** Answers what to serve with, made at the first start, and begins to look after it. */
  start(): Promise<TlsMaterial>
  /** Looks at once whether certificate and addresses are still right; also happens every 20 seconds. */
  check(): Promise<void>
  /** Every name and IP address this host answers to, also those that no certificate of its own can cover. */
  hosts(): readonly string[]
  /** Those that its certificate covers: the ones to hand to people. */
  certified(): readonly string[]
  /** Of the authority, as people compare it: upper-case SHA-256 with colons. */
  fingerprint(): string
  readonly caFile: string
  /** The authority's certificate, PEM. */
  authority(): string
  stop(): void
}

interface Served {
  readonly leaf: Leaf
  readonly names: Names
  /** Those of the names that the certificate covers. Texts being rendered ask for them, so they are not worked out there. */
  readonly certified: readonly string[]
}

/** The local certificate authority and this host's certificate, renewed in time and when addresses change. */
export function createTls(options: TlsOptions): Tls {
  const { folder, services, log, networkAddresses = currentAddresses, now = Date.now } = options
  const caFile = join(folder, 'ca.pem')
  let authority: Authority
  let served: Served
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<void> | undefined

  const surroundings = () => ({
    machineName: options.machineName,
    addresses: options.addresses(),
    networkAddresses: networkAddresses(),
  })

  /** What should be served now. Issues only what is missing, old or for other names. */
  async function provide(present: Leaf | undefined): Promise<Served> {
    const names = allNames(surroundings())
    const wanted = permitted(names, authority.constraints)
    const usable = present && isIssuedBy(present, authority) && !isDue(present, now()) ? present : undefined
    if (usable && covers(usable, wanted)) return { leaf: usable, names, certified: listOf(wanted) }
    const leaf = await issueLeaf(folder, authority, wanted, now(), usable)
    log.info({ names: [...wanted.dns, ...wanted.ips], until: leaf.x509.validTo }, 'A new certificate was made')
    return { leaf, names, certified: listOf(wanted) }
  }

  /** What somebody named must work; of the machine's many IP addresses public ones are left out quietly. */
  function report(): void {
    const given = givenNames(surroundings())
    const covered = permitted(given, authority.constraints)
    const missing = [...given.dns, ...given.ips].filter((name) => ![...covered.dns, ...covered.ips].includes(name))
    if (missing.length === 0) {
      services.set('tls', stateOf('running'))
      return
    }
    const endings = PRIVATE_DOMAINS.slice(0, -1).map((domain) => `.${domain}`)
    services.set(
      'tls',
      stateOf(
        'degraded',
        `The certificate does not cover ${missing.join(', ')}: this host's certificate authority may not vouch for that`,
        `Reach the host by its IP address or by a name that ends in ${endings.join(', ')}`,
      ),
    )
  }

  async function checkNow(): Promise<void> {
    try {
      const before = served
      served = await provide(before.leaf)
      report()
      if (served.leaf !== before.leaf || hostsOf(served).join() !== hostsOf(before).join()) {
        options.onChange(material(authority, served.leaf), hostsOf(served))
      }
    } catch (error) {
      log.error({ err: error }, 'The certificate could not be renewed')
      services.set(
        'tls',
        stateOf(
          'degraded',
          `A new certificate could not be made: ${(error as Error).message}`,
          'Check the disk space.',
        ),
      )
    }
  }

  return {
    caFile,
    async start() {
      services.set('tls', stateOf('starting'))
      const ownerName = options.ownerName
      authority = await loadAuthority({ ...options, ownerName, chosen: givenNames(surroundings()), now })
      await keepCopy(caFile, authority.certificate)
      served = await provide(await readLeaf(folder))
      report()
      timer = setInterval(() => void this.check(), CHECK_EVERY).unref()
      return material(authority, served.leaf)
    },
    check() {
      checking ??= checkNow().finally(() => (checking = undefined))
      return checking
    },
    hosts: () => hostsOf(served),
    certified: () => served.certified,
    fingerprint: () => authority.x509.fingerprint256,
    authority: () => authority.certificate,
    stop: () => clearInterval(timer),
  }
}

function hostsOf({ names }: Served): readonly string[] {
  return listOf(names)
}

function listOf({ dns, ips }: Names): readonly string[] {
  return [...dns, ...ips]
}

function material(authority: Authority, leaf: Leaf): TlsMaterial {
  return { cert: leaf.certificate + authority.certificate, key: leaf.key }
}

/** `ca.pem` is for people and clients to take; the authority itself is in appliance.db. */
async function keepCopy(path: string, text: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => undefined)
  if (present !== text) await writeFileAtomic(path, text, 0o644)
}
