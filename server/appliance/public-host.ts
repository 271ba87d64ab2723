import { isIPv4 } from 'node:net'
import { networkAddresses } from '../lib/addresses.ts'

/**
 * The name or address to hand to people: one that somebody chose, else an IPv4 address of the network, which every
 * phone understands, also where `.local` names are unknown.
 */
export function publicHost(chosen: readonly string[]): string {
  return chosen[0] ?? lanAddress() ?? 'localhost'
}

/** Trust is learnt by address: HSTS, once a browser knows it for a name, holds for the plain port of that name too. */
export function lanAddress(): string | undefined {
  const found = networkAddresses()
  return found.find(isIPv4) ?? found[0]
}
