import { isIP, isIPv4 } from 'node:net'
import { canonicalIp, recentNetworkAddresses } from '../lib/addresses.ts'

/** What people are handed. One choice, so that pages, mails and the trust link agree with the certificate and each other. */
export interface PublicHost {
  /** The name or address of the host; its certificate covers it. */
  readonly host: string
  /** Where its plain-HTTP page is. */
  readonly trustHost: string
}

/**
 * A name or address that somebody chose, else an IPv4 address of the network, which every phone understands, also
 * where `.local` names are unknown. What the certificate does not cover would greet people with a warning.
 * @param chosen the setting `addresses`
 * @param certified what the certificate covers
 */
export function publicHost(
  chosen: readonly string[],
  certified: readonly string[],
  network: readonly string[] = recentNetworkAddresses(),
): PublicHost {
  const isCovered = (name: string) => certified.includes(name)
  const address = preferred(network.filter(isCovered))
  const host =
    chosen.map(canonicalIp).find(isCovered) ??
    address ??
    certified.find((name) => isIP(name) === 0 && name.endsWith('.local')) ??
    'localhost'
  // Trust is learnt by address: HSTS, once a browser knows it for a name, holds for the plain port of that name too.
  // Without a covered one any other serves, since plain HTTP shows no certificate and the page leads on to `host`.
  const trustHost = isIP(host) === 0 ? (address ?? preferred(network) ?? 'localhost') : host
  return { host, trustHost }
}

function preferred(addresses: readonly string[]): string | undefined {
  return addresses.find(isIPv4) ?? addresses[0]
}
