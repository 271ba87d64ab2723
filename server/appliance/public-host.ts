import { isIP, isIPv4 } from 'node:net'
import { networkAddresses } from '../lib/addresses.ts'

/**
 * The name or address to hand to people: one that somebody chose, else an IPv4 address of the network, which every
 * phone understands, also where `.local` names are unknown.
 * @param chosen the setting `addresses`
 * @param certified what the certificate covers: anything else would greet people with a warning
 */
export function publicHost(chosen: readonly string[], certified: readonly string[]): string {
  const known = chosen[0]
  if (known) return known
  const network = networkAddresses().filter((address) => certified.includes(address))
  return preferred(network) ?? certified.find((name) => isIP(name) === 0 && name.endsWith('.local')) ?? 'localhost'
}

/** Trust is learnt by address: HSTS, once a browser knows it for a name, holds for the plain port of that name too. */
export function lanAddress(): string | undefined {
  return preferred(networkAddresses())
}

function preferred(addresses: readonly string[]): string | undefined {
  return addresses.find(isIPv4) ?? addresses[0]
}
